import type { AbciEvent } from '../../../chain/abci.ts';
import type { BlockStore } from '../store/block-store.ts';
import { decodeBlock, decodeFinalizeBlock } from '../types/decode.ts';
import { hex, sha256 } from '../types/hash.ts';
import { segmentOf } from './find.ts';
import type { Kind, Tables } from './tables.ts';

/** Longest that one step holds up everything else, in milliseconds. */
const STEP_MS = 8;

/** Keeps the index's tables in step with the stored blocks. */
export class SearchWriter {
  readonly #tables: Tables;
  readonly #store: BlockStore;
  /** The highest indexed block, and its hash: whether the chain still has it says whether the index is of this chain. */
  #tip = { height: 0n, hash: '' };
  #base = 0n;

  constructor(tables: Tables, store: BlockStore) {
    this.#tables = tables;
    this.#store = store;
    this.#readTip();
  }

  /** The highest indexed height; 0 where there is none. */
  get tip(): bigint {
    return this.#tip.height;
  }

  /** Forgets what the chain no longer has and takes in some of the next blocks, in one transaction. */
  step(): void {
    const { base, height } = this.#store;
    const foreign = !this.#holds(this.#tip);
    if (!foreign && this.#tip.height >= height && base === this.#base) return;
    const until = performance.now() + STEP_MS;
    let tip = this.#tip;
    this.#tables.transaction(() => {
      if (foreign) tip = this.#backToChain();
      if (base > this.#base) this.#forgetBelow(Number(base));
      for (let at = tip.height < base ? base : tip.height + 1n; at <= height; at++) {
        tip = this.#add(at);
        if (performance.now() > until) break;
      }
    });
    this.#tip = tip;
    this.#base = base;
  }

  #readTip(): void {
    const row = this.#tables.statement('SELECT height, hash FROM blocks ORDER BY height DESC LIMIT 1').get();
    if (row) this.#tip = { height: BigInt(row.height as number), hash: row.hash as string };
  }

  #holds({ height, hash }: { height: bigint; hash: string }): boolean {
    return height === 0n || this.#hashAt(height) === hash;
  }

  #hashAt(height: bigint): string | undefined {
    const block = this.#store.block(height);
    return block && hex(block.blockId.hash);
  }

  /** Drops what follows the last block that index and chain have in common. */
  #backToChain(): { height: bigint; hash: string } {
    const indexed = this.#tables.statement('SELECT hash FROM blocks WHERE height = ?');
    const common = (height: bigint): boolean =>
      this.#holds({ height, hash: String(indexed.get(Number(height))?.hash) });
    // The first of these is in common, all after the second are not.
    let below = this.#store.base - 1n;
    let above = (this.#tip.height < this.#store.height ? this.#tip.height : this.#store.height) + 1n;
    if (below < 0n) below = 0n;
    while (above - below > 1n) {
      const middle = (above + below) / 2n;
      if (common(middle)) below = middle;
      else above = middle;
    }
    const last = below < this.#store.base ? 0n : below;
    const segment = segmentOf(Number(last));
    this.#run('DELETE FROM occurrences WHERE segment > ?', segment);
    this.#run('DELETE FROM occurrences WHERE segment = ? AND height > ?', segment, Number(last));
    this.#run('DELETE FROM txs WHERE height > ?', Number(last));
    this.#run('DELETE FROM blocks WHERE height > ?', Number(last));
    return { height: last, hash: this.#hashAt(last) ?? '' };
  }

  /** Occurrences go by whole segments; a search never looks below the lowest kept height. */
  #forgetBelow(base: number): void {
    this.#run('DELETE FROM occurrences WHERE segment < ?', segmentOf(base));
    this.#run('DELETE FROM txs WHERE height < ?', base);
    this.#run('DELETE FROM blocks WHERE height < ?', base);
  }

  #add(height: bigint): { height: bigint; hash: string } {
    const stored = this.#store.block(height)!;
    const { events, txResults } = decodeFinalizeBlock(this.#store.results(height)!);
    const at = Number(height);
    const hash = hex(stored.blockId.hash);
    this.#run('INSERT INTO blocks (height, hash) VALUES (?, ?)', at, hash);
    this.#addEvents('block', at, -1, events);
    if (stored.numTxs > 0) {
      decodeBlock(stored.block).txs.forEach((bytes, tx) => {
        this.#run('INSERT INTO txs (height, tx, hash) VALUES (?, ?, ?)', at, tx, hex(sha256(bytes)));
      });
    }
    txResults.forEach((result, tx) => {
      this.#addEvents('tx', at, tx, result.events);
    });
    return { height, hash };
  }

  #addEvents(kind: Kind, height: number, tx: number, events: readonly AbciEvent[]): void {
    const segment = segmentOf(height);
    events.forEach(({ type, attributes }, event) => {
      if (type === '') return;
      for (const { key, value, index } of attributes) {
        if (!index || key === '') continue;
        const tag = this.#tables.tag(kind, `${type}.${key}`);
        this.#run(
          'INSERT OR IGNORE INTO occurrences VALUES (?, ?, ?, ?, ?, ?)',
          segment,
          tag,
          value,
          height,
          tx,
          event,
        );
      }
    });
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#tables.statement(sql).run(...values);
  }
}
