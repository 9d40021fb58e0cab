import type { Application } from '../../chain/abci.ts';
import type { Change } from '../../chain/store/branch.ts';
import type { Database, SyncMode } from '../../chain/store/database.ts';
import type { BlockTime, Engine, EngineLog, EngineStatus, StateOperations } from '../engine.ts';
import type { GenesisDoc, GenesisSource } from '../genesis-doc.ts';

/** A validator whose blocks this process signs. */
export interface ValidatorKey {
  readonly moniker: string;
  /** ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array;
}

/** Bounds on what callers may ask of the RPC; each has a default (`DEFAULT_LIMITS`). */
export interface RpcLimits {
  readonly maxBodyBytes: number;
  readonly maxBatch: number;
  readonly maxConnections: number;
  readonly maxWebsocketClients: number;
  readonly maxSubscriptionsPerClient: number;
  readonly maxWebsocketMessageBytes: number;
  /** A subscriber that leaves more than this many bytes unread is disconnected. */
  readonly maxUnreadBytes: number;
  /** Bytes of requests and answers that are held at a time, of all callers together; the greediest goes first. */
  readonly maxHeldBytes: number;
  readonly maxQueryLength: number;
  readonly broadcastCommitTimeoutMs: number;
}

/** Bounds on what waits for a block. */
export interface MempoolLimits {
  readonly maxTxs: number;
  readonly maxTxsBytes: number;
  readonly maxTxBytes: number;
  readonly cacheSize: number;
}

/** Bounds on the blocks that are kept: older ones are dropped beyond either. */
export interface Retention {
  readonly blocks: number;
  /** Holds for blocks in memory only. */
  readonly bytes: number;
}

/** What the engine asks of an application beyond ABCI, where the application's state lies in the engine's database. */
export interface EngineApplication extends Application {
  /** The lowest height whose state is kept. */
  readonly oldestHeight?: bigint;
  /** Within a write: puts what was committed since the last time into the database. */
  flush?(): void;
  /** Within a write: forgets every state above `height`. The application is not used afterwards. */
  rewind?(height: bigint): void;
  /** The `app_state` of a genesis that goes on after a kept height, the latest unless another is given. */
  exportGenesis?(height?: bigint): Record<string, unknown>;
  /** What the block of a height changed, by store and key; undefined where the states around it are not kept. */
  changesAt?(height: bigint): Iterable<Change> | undefined;
}

/** Makes the application on the chain's database, as it was last committed there; without one, a fresh one in memory. */
export type ApplicationFactory = (database: Database | undefined) => EngineApplication;

/** Where and how a chain is kept. */
export interface DataOptions {
  /** A folder of the chain's own; made where it is missing. What lies there is gone on with. */
  readonly directory: string;
  /** Default `second` (docs/store.md). */
  readonly sync?: SyncMode;
}

export interface EmbeddedOptions {
  /** A fresh application, or what makes one: needed where the chain is kept on the disk. */
  readonly app: EngineApplication | ApplicationFactory;
  /**
   * Read where there is no chain to go on with. Its `genesis_time` is the time of the first block, which is made at once
   * in every mode.
   */
  readonly genesis: GenesisSource;
  /** Where the chain is kept; in memory only where this is left out. */
  readonly data?: DataOptions;
  readonly validatorKeys: readonly ValidatorKey[];
  /** Default `127.0.0.1` and port 0 (any free one). */
  readonly rpc?: { readonly host?: string; readonly port?: number; readonly limits?: Partial<RpcLimits> };
  /** Default `instant`. */
  readonly blockTime?: BlockTime;
  /** An empty block after so much silence in `instant` mode; default 1,000 ms. */
  readonly emptyBlockAfterMs?: number;
  readonly mempool?: Partial<MempoolLimits>;
  readonly retention?: Partial<Retention>;
  readonly log?: EngineLog;
  /** The clock that block times come from, nanoseconds since the epoch; for tests. Never read in `manual` mode. */
  readonly now?: () => bigint;
  /** Called when block production stops because the application or the disk (StoreError) failed. */
  readonly onHalt?: (error: Error) => void;
}

export interface EmbeddedEngine extends Omit<Engine, keyof StateOperations>, StateOperations {
  readonly kind: 'embedded';
  status(): EngineStatus;
  /** The genesis document that the chain began with. */
  readonly genesis: GenesisDoc;
  /** Same as `endpoints.rpc`. */
  readonly rpcUrl: string;
  readonly port: number;
  /** Answers one call of the RPC, without a connection: a response of JSON-RPC, with a result or an error. */
  call(method: string, params: Readonly<Record<string, unknown>>): Promise<object>;
  /** App hash that resulted from executing the block of this height, if it is still kept. */
  appHashAt(height: bigint): Uint8Array | undefined;
  /** Hash of the block of this height, if it is still kept. */
  blockHashAt(height: bigint): Uint8Array | undefined;
}
