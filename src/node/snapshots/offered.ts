import type { QueryResponse } from '../../chain/abci.ts';
import type { Snapshot } from '../../chain/snapshot/abci.ts';

/** The path that a node is asked at, through its RPC, for the snapshots that it offers: CometBFT tells them to peers only. */
export const OFFERED_PATH = '/allokit/snapshots';

/** What a node answers at that path, as JSON. */
export interface Offered {
  /** Blocks between two snapshots; 0 where it takes none. */
  readonly interval: number;
  /** Heights of those that it has, the newest first. */
  readonly heights: readonly number[];
}

/** The answer of a node that has these snapshots, at its latest height. */
export function offered(interval: number, snapshots: readonly Snapshot[], height: bigint): QueryResponse {
  const said: Offered = { interval, heights: snapshots.map(({ height: taken }) => Number(taken)) };
  const none = new Uint8Array(0);
  return { code: 0, log: '', codespace: '', key: none, value: Buffer.from(JSON.stringify(said)), height };
}
