/**
 * What orders blocks, behind one face (docs/architecture.md): the devnet drives any engine through this interface and
 * never asks which one it is. Heights and powers are `bigint`, times nanoseconds since the Unix epoch.
 */

import type { GenesisDoc } from './genesis-doc.ts';

export type EngineKind = 'embedded' | 'cometbft' | 'docker';

/** How blocks come about: as soon as a transaction waits, only on `advance`, or every so many milliseconds. */
export type BlockTime = 'instant' | 'manual' | { readonly everyMs: number };

export interface EngineEndpoints {
  /** CometBFT JSON-RPC, e.g. `http://127.0.0.1:26657`. */
  readonly rpc: string;
  /** Its websocket, e.g. `ws://127.0.0.1:26657/websocket`. */
  readonly ws: string;
}

/** Where one node serves gRPC and REST, such as `http://127.0.0.1:9090`. */
export interface ApiEndpoints {
  readonly grpc: string;
  readonly rest: string;
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
  /** Why it is not up, where nobody ended it. */
  readonly down?: string;
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

/**
 * Blocks to make one after another, a height to make blocks up to, or nanoseconds to move the block time forward by (which
 * makes one block).
 */
export type AdvanceRequest = { readonly blocks: number } | { readonly toHeight: bigint } | { readonly time: bigint };

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

/** Where a chain stands: its latest block. */
export interface EnginePosition {
  readonly height: bigint;
  /** Nanoseconds since the Unix epoch. */
  readonly time: bigint;
  /** Hash after that block was executed, upper-case hexadecimal. */
  readonly appHash: string;
}

export interface SnapshotResult extends EnginePosition {
  /** Size on disk. */
  readonly bytes: number;
}

/** What a record holds: `docs/store.md`, Records. */
export interface RecordResult {
  readonly path: string;
  /** First and last height in it. */
  readonly from: bigint;
  readonly to: bigint;
  readonly bytes: number;
}

/**
 * What an engine can do whose store is in its own hands. All of them wait for a running `advance` to end, empty the
 * mempool where the chain goes back, and disconnect subscribers then. Going back, time goes on from the block that the
 * chain went back to. @throws EngineError `unsupported` where the chain is in memory only; StoreError where the disk fails.
 */
export interface StateOperations {
  /** Makes `height` the latest block again. @throws EngineError `invalid-height` with `{ lowest, highest }`. */
  rewind(height: bigint): Promise<EnginePosition>;
  /**
   * Writes the whole chain as it stands into a directory of its own, which must not exist yet.
   * @throws EngineError `snapshot-exists`.
   */
  snapshot(directory: string): Promise<SnapshotResult>;
  /** Puts a snapshot in the place of the chain. @throws EngineError `invalid-snapshot`, `wrong-chain`. */
  restore(directory: string): Promise<EnginePosition>;
  /** Begins again from the genesis document. */
  reset(): Promise<EnginePosition>;
  /**
   * A genesis document that goes on after `height`, the latest unless another kept one is given.
   * @throws EngineError `invalid-height` with `{ lowest, highest }`.
   */
  exportGenesis(height?: bigint): GenesisDoc;
  /**
   * Writes a record of the chain from its first block to its latest. @throws EngineError `record-incomplete` with
   * `{ lowest }` where older blocks were dropped.
   */
  writeRecord(path: string): Promise<RecordResult>;
}

/** What can be done to one validator of a network of processes (docs/engines.md, Faults). */
export type FaultKind = 'kill' | 'pause' | 'restart' | 'disconnect' | 'delay' | 'loss' | 'clear';

export interface FaultRequest {
  readonly kind: FaultKind;
  /** Its moniker. */
  readonly validator: string;
  /** Milliseconds after which it ends by itself; without it, it lasts until `restart` or `clear`. */
  readonly forMs?: number;
  /** `delay`: milliseconds that everything takes longer, each way. */
  readonly delayMs?: number;
  /** `loss`: share of what is sent that comes with a later attempt, above 0 and below 1. */
  readonly loss?: number;
}

/** What was done to a validator, and lasts. */
export interface ActiveFault {
  readonly validator: string;
  readonly kind: Exclude<FaultKind, 'restart' | 'clear'>;
  /** RFC 3339; null where it does not end by itself. */
  readonly until: string | null;
  readonly delayMs?: number;
  readonly loss?: number;
}

/** A part of the network that is down though nobody asked for it; it is started again by itself. */
export interface Crash {
  /** A validator's moniker, or `relay`. */
  readonly validator: string;
  readonly kind: 'crash';
  readonly until: null;
  readonly why: string;
}

/** What is wrong with a validator now. */
export type Trouble = ActiveFault | Crash;

export interface FaultResult {
  /** All that is wrong afterwards. */
  readonly faults: Trouble[];
  /** What a validator that was started again lacks, in one sentence, where it is not ready. */
  readonly lacks?: string;
}

/** Faults on purpose, of engines whose validators are processes of their own. */
export interface FaultOperations {
  /**
   * Resolves when the fault is in force or has ended; where the validator was started again, when it is ready too, but
   * after some seconds at the latest. @throws EngineError `invalid-fault`, `start-failed`, `halted`, `stopped`
   */
  fault(request: FaultRequest): Promise<FaultResult>;
  faults(): Trouble[];
}

export interface Engine extends Partial<StateOperations>, Partial<FaultOperations> {
  readonly kind: EngineKind;
  readonly chainId: string;
  readonly endpoints: EngineEndpoints;
  /** The RPC addresses of all validators, where each has its own: clients go on with the next where one does not answer. */
  readonly rpcs?: readonly string[];
  /** The addresses of gRPC and REST of all validators, where each serves its own. */
  readonly apis?: readonly ApiEndpoints[];
  /** Height of the latest committed block. */
  readonly height: bigint;
  /** Time of the latest committed block, nanoseconds. */
  readonly time: bigint;
  status(): EngineStatus | Promise<EngineStatus>;
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
  | 'invalid-height'
  | 'snapshot-exists'
  | 'invalid-snapshot'
  | 'wrong-chain'
  | 'record-incomplete'
  | 'invalid-record'
  | 'invalid-fault'
  | 'missing-prerequisite'
  | 'cometbft-missing'
  | 'start-failed'
  | 'start-timeout'
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
