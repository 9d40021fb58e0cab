import type { GenesisDoc } from '../../genesis-doc.ts';
import type { Retention } from '../options.ts';
import { hex } from '../types/hash.ts';
import type { BlockStore, HeightLog, NewBlock, TxPosition } from './block-store.ts';

export const MEMORY_RETENTION: Retention = { blocks: 200_000, bytes: 256 * 1024 * 1024 };

/** Bytes that a kept block costs beside its two encodings: its id, its places in the maps. */
const OVERHEAD = 600;

/** Blocks in memory. Drops the oldest tenth when it holds more than it may, so that a long run stays bounded. */
export class MemoryStore implements BlockStore {
  readonly validators = new MemoryLog();
  readonly params = new MemoryLog();
  readonly #retention: Retention;
  readonly #heights = new Map<string, bigint>();
  readonly #txs = new Map<string, TxPosition>();
  #blocks: NewBlock[] = [];
  #bytes = 0;
  #genesis: GenesisDoc | undefined;

  constructor(retention: Partial<Retention> = {}) {
    this.#retention = { ...MEMORY_RETENTION, ...retention };
  }

  get base(): bigint {
    return this.#blocks[0]?.height ?? 0n;
  }

  get height(): bigint {
    return this.#blocks.at(-1)?.height ?? 0n;
  }

  get genesis(): GenesisDoc | undefined {
    return this.#genesis;
  }

  saveGenesis(doc: GenesisDoc): void {
    this.#genesis = doc;
  }

  write(work: () => void): void {
    work();
  }

  save(block: NewBlock): void {
    this.#blocks.push(block);
    this.#bytes += sizeOf(block);
    this.#heights.set(hex(block.blockId.hash), block.height);
    block.txHashes.forEach((hash, index) => {
      this.#txs.set(hash, { height: block.height, index });
    });
    if (this.#blocks.length > this.#retention.blocks || this.#bytes > this.#retention.bytes) this.#prune();
  }

  block(height: bigint): NewBlock | undefined {
    return this.#blocks[Number(height - this.base)];
  }

  results(height: bigint): Uint8Array | undefined {
    return this.block(height)?.results;
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
    this.validators.prune(this.base);
    this.params.prune(this.base);
  }
}

function sizeOf(block: NewBlock): number {
  return block.block.length + block.results.length + OVERHEAD;
}

class MemoryLog implements HeightLog {
  #entries: { height: bigint; value: Uint8Array }[] = [];

  put(height: bigint, value: Uint8Array): void {
    this.#entries.push({ height, value });
  }

  at(height: bigint): { height: bigint; value: Uint8Array } | undefined {
    return this.#entries.findLast((entry) => entry.height <= height);
  }

  /** Forgets what only heights below `base` need. */
  prune(base: bigint): void {
    const first = this.#entries.findLastIndex((entry) => entry.height <= base);
    if (first > 0) this.#entries = this.#entries.slice(first);
  }
}
