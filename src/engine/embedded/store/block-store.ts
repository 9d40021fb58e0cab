import type { GenesisDoc } from '../../genesis-doc.ts';
import type { BlockId } from '../types/block-id.ts';

/** A block as it is kept: encoded, with what is asked most beside it. */
export interface StoredBlock {
  readonly height: bigint;
  readonly blockId: BlockId;
  readonly numTxs: number;
  /** tendermint.types.Block. */
  readonly block: Uint8Array;
  /** The round in which it was agreed. */
  readonly round: number;
  /** Nanoseconds by which block time ran ahead of the clock when it was made. */
  readonly clockOffset: bigint;
}

export interface NewBlock extends StoredBlock {
  /** tendermint.abci.ResponseFinalizeBlock. */
  readonly results: Uint8Array;
  /** Upper-case hexadecimal, in block order. */
  readonly txHashes: readonly string[];
}

/** Where a transaction went. */
export interface TxPosition {
  readonly height: bigint;
  readonly index: number;
}

/** Something that changes seldom, by the first height that has it. */
export interface HeightLog {
  put(height: bigint, value: Uint8Array): void;
  /** The entry that a height has: the last one at or below it. */
  at(height: bigint): { readonly height: bigint; readonly value: Uint8Array } | undefined;
}

/** Blocks by height and hash, transactions by hash, and who validates when. Hashes are upper-case hexadecimal. */
export interface BlockStore {
  /** Lowest and highest height that is kept; 0 while there is none. */
  readonly base: bigint;
  readonly height: bigint;
  readonly validators: HeightLog;
  readonly params: HeightLog;
  /** The genesis document that the chain began with; undefined while there is no block. */
  readonly genesis: GenesisDoc | undefined;
  saveGenesis(doc: GenesisDoc): void;
  /**
   * Runs `work`, after which all that it saved here and all that the application committed meanwhile is kept, or, where
   * it or the disk fails, nothing of it. @throws StoreError
   */
  write(work: () => void): void;
  /** Heights come one after another, within `write`. Beyond what may be kept, the oldest are dropped. */
  save(block: NewBlock): void;
  block(height: bigint): StoredBlock | undefined;
  /** tendermint.abci.ResponseFinalizeBlock of the block of that height. */
  results(height: bigint): Uint8Array | undefined;
  heightOf(hash: string): bigint | undefined;
  tx(hash: string): TxPosition | undefined;
}
