import { setTimeout as pause } from 'node:timers/promises';
import { ClientError } from '../../client/errors.ts';
import { RpcClient } from '../../client/rpc.ts';
import { parseTime } from '../embedded/index.ts';

/** How often the height is asked for. */
const EVERY_MS = 20;

interface Waiting {
  readonly signal: AbortSignal;
  readonly onHeight?: (height: bigint) => void;
}

/** Waits until a node of the network has that block, or the signal; returns the latest block seen. */
export async function waitForHeight(
  rpcs: readonly string[],
  wanted: bigint,
  { signal, onHeight }: Waiting,
): Promise<{ height: bigint; time: bigint }> {
  const rpc = new RpcClient(rpcs, { timeoutMs: 1_000 });
  const latest = { height: 0n, time: 0n };
  while (!signal.aborted) {
    try {
      const { sync_info: at } = await rpc.call<{
        sync_info: { latest_block_height: string; latest_block_time: string };
      }>('status');
      const height = BigInt(at.latest_block_height);
      if (height > latest.height) {
        Object.assign(latest, { height, time: parseTime(at.latest_block_time) ?? 0n });
        onHeight?.(height);
      }
      if (height >= wanted) break;
      // One that is behind the others is not worth waiting for.
      if (height < latest.height) rpc.next();
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return latest;
}
