/**
 * What orders blocks, behind one face (docs/architecture.md): the devnet drives any engine through this interface and
 * never asks which one it is. Heights and powers are `bigint`, times nanoseconds since the Unix epoch.
 */

export type EngineKind = 'embedded' | 'cometbft' | 'docker';

/** How blocks come about: as soon as a transaction waits, only on `advance`, or every so many milliseconds. */
export type BlockTime = 'instant' | 'manual' | { readonly everyMs: number };

export interface EngineEndpoints {
  /** CometBFT JSON-RPC, e.g. `http://127.0.0.1:26657`. */
  readonly rpc: string;
  /** Its websocket, e.g. `ws://127.0.0.1:26657/websocket`. */
  readonly ws: string;
}

export interface EngineValidator {
  readonly moniker: string;
  /** Consensus address: 40 upper-case hexadecimal digits. */
  readonly address: string;
  /** ed25519 public key, 32 bytes. */
  readonly pubKey: Uint8Array;
  /** Voting power in the set that signs the next block; 0 outside the set. */
  readonly power: bigint;
  readonly height: bigint;
}

export interface EngineStatus {
  readonly kind: EngineKind;
  readonly chainId: string;
  readonly height: bigint;
  /** Time of the latest block, nanoseconds. */
  readonly time: bigint;
  /** Hash after the latest block was executed (the next header carries it), upper-case hexadecimal. */
  readonly appHash: string;
  readonly blockTime: BlockTime;
  readonly validators: readonly EngineValidator[];
  readonly endpoints: EngineEndpoints;
  readonly waitingTxs: number;
  /** Why no more blocks are made, where that is so. */
  readonly halted?: string;
}

/** Blocks to make one after another, or nanoseconds to move the block time forward by (which makes one block). */
export type AdvanceRequest = { readonly blocks: number } | { readonly time: bigint };

export interface AdvanceOptions {
  /** Stops between two blocks; `advance` then resolves with what was done. */
  readonly signal?: AbortSignal;
  /** Called now and then, with the blocks made so far. */
  readonly onProgress?: (blocks: number, height: bigint) => void;
}

export interface AdvanceResult {
  readonly blocks: number;
  readonly height: bigint;
  readonly time: bigint;
  readonly cancelled: boolean;
}

export interface Engine {
  readonly kind: EngineKind;
  readonly chainId: string;
  readonly endpoints: EngineEndpoints;
  /** Height of the latest committed block. */
  readonly height: bigint;
  /** Time of the latest committed block, nanoseconds. */
  readonly time: bigint;
  status(): EngineStatus;
  /** @throws EngineError `invalid-advance`, `halted`, `stopped`, `unsupported`. */
  advance(request: AdvanceRequest, options?: AdvanceOptions): Promise<AdvanceResult>;
  /** Resolves when sockets, timers and connections are gone. Idempotent. */
  stop(): Promise<void>;
}

export type EngineErrorCode =
  | 'address-in-use'
  | 'address-not-available'
  | 'invalid-genesis'
  | 'invalid-options'
  | 'invalid-advance'
  | 'unsupported'
  | 'halted'
  | 'stopped';

/** What an engine refuses, by code; `details` carries what a caller may act on (e.g. `{ host, port }`). */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: EngineErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** The part of pino that an engine logs with. */
export interface EngineLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
