import type { AbciEvent } from '../wire/events.ts';

/** The parts of CometBFT's JSON answers that are read here; numbers of 64 bits are text. */

export interface NodeStatus {
  readonly node_info: { readonly network: string; readonly moniker: string; readonly version: string };
  readonly sync_info: {
    readonly latest_block_height: string;
    readonly latest_block_time: string;
    readonly catching_up: boolean;
  };
}

export interface RpcTxResult {
  readonly code: number;
  readonly data: string | null;
  readonly log: string;
  readonly codespace: string;
  readonly gas_wanted: string;
  readonly gas_used: string;
  readonly events: readonly AbciEvent[] | null;
}

export interface RpcTx {
  readonly hash: string;
  readonly height: string;
  readonly index: number;
  readonly tx: string;
  readonly tx_result: RpcTxResult;
}

export interface BlockResults {
  readonly height: string;
  readonly txs_results: readonly RpcTxResult[] | null;
  readonly finalize_block_events: readonly AbciEvent[] | null;
}

export interface BroadcastAnswer {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly hash: string;
}
