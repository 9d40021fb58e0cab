import { setImmediate as turn } from 'node:timers/promises';
import type { EngineLog } from '../../engine.ts';
import { valueMatches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';
import type { BlockStore, TxPosition } from '../store/block-store.ts';
import { type Bounds, type Found, findByEvents, heightBounds } from './find.ts';
import { SearchWriter } from './search-writer.ts';
import { isDamage, removeIndex, Tables } from './tables.ts';

/** Blocks are indexed after so much silence, or when somebody searches. */
const IDLE_MS = 100;

export interface SearchParts {
  /** The index's file; `:memory:` for none. */
  readonly path: string;
  readonly store: BlockStore;
  readonly log: EngineLog;
}

/**
 * What `tx_search` and `block_search` look in: an index that is derived from the stored blocks and nothing else. It is
 * opened when it is first needed, brought up to the chain in small steps, and built anew when it is damaged.
 */
export class SearchIndex {
  readonly #parts: SearchParts;
  #opened: { tables: Tables; writer: SearchWriter } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Blocks were committed: they will be indexed in a quiet moment. */
  blocksCommitted(): void {
    if (this.#closed) return;
    if (this.#timer) this.#timer.refresh();
    else this.#timer = setTimeout(() => void this.#whenQuiet(), IDLE_MS);
    this.#timer.unref();
  }

  /** Transactions in the order of the chain. `tx.height` and `tx.hash` are known without being in any event. */
  async searchTxs(conditions: readonly Condition[]): Promise<TxPosition[]> {
    const { store } = this.#parts;
    const tables = await this.#current();
    const own = conditions.filter(({ tag }) => tag === 'tx.height' || tag === 'tx.hash');
    const inEvents = conditions.filter((condition) => !own.includes(condition));
    let bounds = heightBounds(own, 'tx.height', keptBounds(store));
    for (const { tag, operator, operand } of own) {
      if (tag !== 'tx.hash' || operator !== '=' || operand?.kind !== 'string') continue;
      const height = Number(store.tx(operand.text)?.height ?? -1n);
      bounds = { from: Math.max(bounds.from, height), to: Math.min(bounds.to, height) };
    }
    const candidates = inEvents.length > 0 ? findByEvents(tables, 'tx', inEvents, bounds) : allTxs(tables, bounds);
    const hashOf = tables.statement('SELECT hash FROM txs WHERE height = ? AND tx = ?');
    const fits = ({ height, tx }: Found): boolean =>
      own.every((condition) => {
        const value = condition.tag === 'tx.height' ? height : hashOf.get(height, tx)?.hash;
        return valueMatches(condition, String(value));
      });
    return candidates.filter(fits).map(({ height, tx }) => ({ height: BigInt(height), index: tx }));
  }

  /** Heights, ascending. */
  async searchBlocks(conditions: readonly Condition[]): Promise<bigint[]> {
    const { store } = this.#parts;
    const own = conditions.filter(({ tag }) => tag === 'block.height');
    const inEvents = conditions.filter((condition) => !own.includes(condition));
    const tables = inEvents.length > 0 ? await this.#current() : undefined;
    const bounds = heightBounds(own, 'block.height', keptBounds(store));
    const heights: number[] = [];
    if (tables) for (const { height } of findByEvents(tables, 'block', inEvents, bounds)) heights.push(height);
    else for (let height = bounds.from; height <= bounds.to; height++) heights.push(height);
    return heights
      .filter((height) => own.every((condition) => valueMatches(condition, String(height))))
      .map((height) => BigInt(height));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drop();
  }

  /** The tables, brought up to the chain as it stands when this is called. */
  async #current(): Promise<Tables> {
    const { height } = this.#parts.store;
    for (;;) {
      if (this.#closed) throw new Error('the engine has stopped');
      const writer = this.#step();
      if (writer.tip >= height || writer.tip >= this.#parts.store.height) break;
      await turn();
    }
    return this.#opened!.tables;
  }

  async #whenQuiet(): Promise<void> {
    this.#timer = undefined;
    try {
      while (!this.#closed && this.#step().tip < this.#parts.store.height && !this.#timer) await turn();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'the search index could not be brought up to the chain');
    }
  }

  /** One step towards the chain's tip; a damaged index is thrown away and begun anew. */
  #step(): SearchWriter {
    const { path, log } = this.#parts;
    for (let attempt = 0; ; attempt++) {
      try {
        const { writer } = this.#open();
        writer.step();
        return writer;
      } catch (error) {
        this.#drop();
        if (attempt > 0 || !isDamage(error)) throw error;
        log.warn({ err: error }, 'the search index was damaged and is built anew');
        if (path !== ':memory:') removeIndex(path);
      }
    }
  }

  #open(): { tables: Tables; writer: SearchWriter } {
    if (this.#opened === undefined) {
      const tables = new Tables(this.#parts.path);
      this.#opened = { tables, writer: new SearchWriter(tables, this.#parts.store) };
    }
    return this.#opened;
  }

  #drop(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    try {
      opened?.tables.close();
    } catch {
      // What cannot even be closed is given up: nothing is lost, the index is derived.
    }
  }
}

function keptBounds(store: BlockStore): Bounds {
  return { from: Number(store.base), to: Number(store.height) };
}

function allTxs(tables: Tables, { from, to }: Bounds): Found[] {
  const rows = tables.statement('SELECT height, tx FROM txs WHERE height BETWEEN ? AND ? ORDER BY height, tx');
  return rows.all(from, to) as unknown[] as Found[];
}
