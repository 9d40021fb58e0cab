import type { Retention } from '../options.ts';
import { hex } from '../types/hash.ts';
import type { BlockStore, StoredBlock, TxPosition } from './block-store.ts';

export const DEFAULT_RETENTION: Retention = { blocks: 200_000, bytes: 256 * 1024 * 1024 };

/** Bytes that a kept block costs beside its two encodings: its id, its places in the maps. */
const OVERHEAD = 600;

interface Kept extends StoredBlock {
  readonly txHashes: readonly string[];
}

const NO_HASHES: readonly string[] = [];

/** Blocks in memory. Drops the oldest tenth when it holds more than it may, so that a long run stays bounded. */
export class MemoryStore implements BlockStore {
  readonly #retention: Retention;
  readonly #onPrune: (base: bigint) => void;
  readonly #heights = new Map<string, bigint>();
  readonly #txs = new Map<string, TxPosition>();
  #blocks: Kept[] = [];
  #bytes = 0;

  /** `onPrune` is told the new lowest height. */
  constructor(retention: Partial<Retention> = {}, onPrune: (base: bigint) => void = () => {}) {
    this.#retention = { ...DEFAULT_RETENTION, ...retention };
    this.#onPrune = onPrune;
  }

  get base(): bigint {
    return this.#blocks[0]?.height ?? 0n;
  }

  get height(): bigint {
    return this.#blocks.at(-1)?.height ?? 0n;
  }

  save(block: StoredBlock, txHashes: readonly string[]): void {
    this.#blocks.push({ ...block, txHashes: txHashes.length === 0 ? NO_HASHES : txHashes });
    this.#bytes += sizeOf(block);
    this.#heights.set(hex(block.blockId.hash), block.height);
    txHashes.forEach((hash, index) => {
      this.#txs.set(hash, { height: block.height, index });
    });
    if (this.#blocks.length > this.#retention.blocks || this.#bytes > this.#retention.bytes) this.#prune();
  }

  block(height: bigint): StoredBlock | undefined {
    return this.#blocks[Number(height - this.base)];
  }

  heightOf(hash: string): bigint | undefined {
    return this.#heights.get(hash);
  }

  tx(hash: string): TxPosition | undefined {
    return this.#txs.get(hash);
  }

  #prune(): void {
    const blocks = this.#retention.blocks * 0.9;
    const bytes = this.#retention.bytes * 0.9;
    let drop = 0;
    while (drop < this.#blocks.length - 2 && (this.#blocks.length - drop > blocks || this.#bytes > bytes)) {
      const old = this.#blocks[drop++]!;
      this.#bytes -= sizeOf(old);
      this.#heights.delete(hex(old.blockId.hash));
      for (const hash of old.txHashes) if (this.#txs.get(hash)?.height === old.height) this.#txs.delete(hash);
    }
    if (drop === 0) return;
    this.#blocks = this.#blocks.slice(drop);
    this.#onPrune(this.base);
  }
}

function sizeOf(block: StoredBlock): number {
  return block.block.length + block.results.length + OVERHEAD;
}
