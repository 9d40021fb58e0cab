/** A state at a height that a node offers to others, as CometBFT hands it around. */
export interface Snapshot {
  readonly height: bigint;
  readonly format: number;
  readonly chunks: number;
  /** Same on every node that has the same snapshot: SHA-256 of the metadata. */
  readonly hash: Uint8Array;
  /** What checks every chunk by itself (`format.ts`). */
  readonly metadata: Uint8Array;
}

export type OfferResult = 'accept' | 'abort' | 'reject' | 'reject-format' | 'reject-sender';

export interface ApplyResult {
  readonly result: 'accept' | 'abort' | 'retry' | 'retry-snapshot' | 'reject-snapshot';
  /** Chunks to fetch again. */
  readonly refetchChunks: readonly number[];
  /** Peers to take nothing more from. */
  readonly rejectSenders: readonly string[];
}

/** The snapshot calls of ABCI 2.0: how a new node gets the state of a running network without its blocks. */
export interface SnapshotApplication {
  /** What this node offers, the newest first. */
  listSnapshots(): readonly Snapshot[];
  /** Bytes of one chunk; empty where it is not there (any more). */
  loadSnapshotChunk(height: bigint, format: number, chunk: number): Uint8Array;
  /** A peer's snapshot; `appHash` is what the light client trusts at its height. */
  offerSnapshot(snapshot: Snapshot, appHash: Uint8Array): OfferResult;
  /** The next chunk of the accepted snapshot, from `sender`. */
  applySnapshotChunk(index: number, chunk: Uint8Array, sender: string): ApplyResult;
}
