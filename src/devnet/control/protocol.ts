import type { DevnetErrorKind } from '../errors.ts';
import type { ValidatorStatus } from '../types.ts';

/**
 * The control socket speaks JSON lines: one request, then any number of `progress` lines, then one `result` or `error`.
 * 64-bit numbers are text.
 */
export interface ControlMethods {
  status: { params: Record<string, never>; result: ControlStatus };
  advance: { params: { blocks: number } | { toHeight: number } | { timeNs: string }; result: ControlAdvanced };
  faucet: { params: { address: string; amount: string }; result: ControlFaucet };
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
  | { result: unknown }
  | { error: { kind: DevnetErrorKind; message: string } };

/** Longest line that either side accepts. */
export const MAX_LINE = 1 << 20;
