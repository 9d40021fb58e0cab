import type { Application } from '../../chain/abci.ts';
import type { BlockTime, Engine, EngineLog } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';

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

/** Bounds on what is kept in memory: older blocks are dropped beyond either. */
export interface Retention {
  readonly blocks: number;
  readonly bytes: number;
}

export interface EmbeddedOptions {
  /** A fresh application: the engine calls Info and InitChain. */
  readonly app: Application;
  /** Its `genesis_time` is the time of the first block, which is made at once in every mode. */
  readonly genesis: GenesisDoc;
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
  /** Called once when block production stops for good because the application failed. */
  readonly onHalt?: (error: Error) => void;
}

export interface EmbeddedEngine extends Engine {
  readonly kind: 'embedded';
  /** Same as `endpoints.rpc`. */
  readonly rpcUrl: string;
  readonly port: number;
  /** App hash that resulted from executing the block of this height, if it is still kept. */
  appHashAt(height: bigint): Uint8Array | undefined;
  /** Hash of the block of this height, if it is still kept. */
  blockHashAt(height: bigint): Uint8Array | undefined;
}
