import type { FaultRequest, FaultResult, Trouble } from '../../engine/engine.ts';
import type { DevnetErrorKind } from '../errors.ts';
import type { SnapshotInfo, ValidatorStatus } from '../types.ts';

/**
 * The control socket speaks JSON lines: one request, then any number of `progress` and `part` lines, then one `result` or
 * `error`. 64-bit numbers are text.
 */
export interface ControlMethods {
  status: { params: Record<string, never>; result: ControlStatus };
  advance: { params: { blocks: number } | { toHeight: number } | { timeNs: string }; result: ControlAdvanced };
  faucet: { params: { address: string; amount: string }; result: ControlFaucet };
  rewind: { params: { height: number }; result: ControlPosition };
  reset: { params: Record<string, never>; result: ControlPosition };
  /** Snapshots lie in the devnet's home under their names. */
  saveSnapshot: { params: { name: string }; result: SnapshotInfo };
  restoreSnapshot: { params: { name: string }; result: ControlPosition };
  /** The document comes in `part` lines before the result. */
  exportGenesis: { params: { height?: number }; result: { height: number } };
  /** Writes a record to that absolute path. */
  writeRecord: { params: { path: string }; result: ControlRecord };
  /** Does something to a validator; with all that is wrong with any of them afterwards. */
  fault: { params: FaultRequest; result: FaultResult };
  faults: { params: Record<string, never>; result: { faults: Trouble[] } };
  stop: { params: Record<string, never>; result: { stopping: true } };
}

export type ControlMethod = keyof ControlMethods;

export interface ControlStatus {
  height: number;
  time: string;
  appHash: string;
  waitingTxs: number;
  validators: ValidatorStatus[];
  /** Why no more blocks are made, where that is so. */
  halted: string | null;
}

export interface ControlAdvanced {
  blocks: number;
  height: number;
  time: string;
}

/** Where the chain stands after it went back. */
export interface ControlPosition {
  height: number;
  time: string;
  appHash: string;
}

export interface ControlRecord {
  /** First and last height in it. */
  from: number;
  to: number;
  bytes: number;
}

export interface ControlFaucet {
  hash: string;
  height: number;
}

export interface ControlRequest {
  method: ControlMethod;
  params: unknown;
}

export type ControlReply =
  | { progress: { blocks: number; height: number } }
  /** The next piece of a text that is too long for one line. */
  | { part: string }
  | { result: unknown }
  | { error: { kind: DevnetErrorKind; message: string; hint?: string | undefined } };

/** Longest line that either side accepts. */
export const MAX_LINE = 1 << 20;

/** Characters of a `part` line; escaped for JSON they stay below the longest line. */
export const PART_LENGTH = 1 << 17;
