import type { BlockId } from '../types/block-id.ts';

/** A block as it is kept: encoded, with what is asked most beside it. */
export interface StoredBlock {
  readonly height: bigint;
  readonly blockId: BlockId;
  readonly numTxs: number;
  /** tendermint.types.Block. */
  readonly block: Uint8Array;
  /** tendermint.abci.ResponseFinalizeBlock. */
  readonly results: Uint8Array;
}

/** Where a transaction went. */
export interface TxPosition {
  readonly height: bigint;
  readonly index: number;
}

/** Blocks by height and hash, transactions by hash. */
export interface BlockStore {
  /** Lowest and highest height that is kept; 0 while there is none. */
  readonly base: bigint;
  readonly height: bigint;
  /** `txHashes` in upper-case hexadecimal, in block order. Heights come one after another. */
  save(block: StoredBlock, txHashes: readonly string[]): void;
  block(height: bigint): StoredBlock | undefined;
  /** `hash` in upper-case hexadecimal, as everywhere here. */
  heightOf(hash: string): bigint | undefined;
  tx(hash: string): TxPosition | undefined;
}
