import type { FinalizeBlockResponse } from '../../../chain/abci.ts';
import { valueMatches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';
import type { BlockStore, TxPosition } from './block-store.ts';
import { EventIndex } from './event-index.ts';

interface IndexedTx extends TxPosition {
  readonly hash: string;
}

/** What `tx_search` and `block_search` look in. */
export class ChainIndex {
  readonly #blocks = new EventIndex();
  readonly #txEvents = new EventIndex();
  #txs: IndexedTx[] = [];
  /** Number of the first transaction in `#txs`. */
  #firstTx = 0;

  add(height: bigint, response: FinalizeBlockResponse, txHashes: readonly string[]): void {
    if (response.events.length > 0) this.#blocks.add(Number(height), response.events);
    response.txResults.forEach((result, index) => {
      this.#txEvents.add(this.#firstTx + this.#txs.length, result.events);
      this.#txs.push({ height, index, hash: txHashes[index]! });
    });
  }

  /** Transactions in the order of the chain. `tx.height` and `tx.hash` are known without being in any event. */
  searchTxs(conditions: readonly Condition[]): IndexedTx[] {
    const own = conditions.filter(({ tag }) => tag === 'tx.height' || tag === 'tx.hash');
    const inEvents = conditions.filter((condition) => !own.includes(condition));
    const candidates =
      inEvents.length === 0
        ? this.#txs
        : this.#txEvents.search(inEvents).map((number) => this.#txs[number - this.#firstTx]!);
    return candidates.filter((tx) =>
      own.every((condition) => valueMatches(condition, condition.tag === 'tx.height' ? String(tx.height) : tx.hash)),
    );
  }

  /** Heights, ascending. */
  searchBlocks(conditions: readonly Condition[], store: BlockStore): bigint[] {
    const own = conditions.filter(({ tag }) => tag === 'block.height');
    const inEvents = conditions.filter((condition) => !own.includes(condition));
    const fits = (height: bigint): boolean => own.every((condition) => valueMatches(condition, String(height)));
    if (inEvents.length > 0) return this.#blocks.search(inEvents).map(BigInt).filter(fits);
    const heights: bigint[] = [];
    for (let height = store.base; height > 0n && height <= store.height; height++) {
      if (fits(height)) heights.push(height);
    }
    return heights;
  }

  /** Forgets everything below `base`. */
  prune(base: bigint): void {
    this.#blocks.prune(Number(base));
    const kept = this.#txs.findIndex((tx) => tx.height >= base);
    const drop = kept < 0 ? this.#txs.length : kept;
    this.#txs = this.#txs.slice(drop);
    this.#firstTx += drop;
    this.#txEvents.prune(this.#firstTx);
  }
}
