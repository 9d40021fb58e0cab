import type { Database } from '../store/database.ts';
import { History } from '../store/history.ts';
import { hollowNode, innerNode, leafNode, type Root, type TreeNode } from '../store/tree-node.ts';
import { joinLeaves, storeLeaf, Version } from '../store/version.ts';
import { hashRestored, readRecords, type SnapshotRecord } from './format.ts';

const CACHE_BYTES = 1 << 20;

/** A tree that waits for what joins it: its root, without content, and its smallest key. */
interface Part {
  readonly root: TreeNode;
  readonly smallest: string;
}

/**
 * Builds the state at a height in an empty store from the chunks of a snapshot. Only when all of it led to the hash that
 * is trusted does the store have a version; ended before, it is as good as empty.
 */
export class StateImport {
  readonly #database: Database;
  readonly #history: History;
  readonly #stores: ReadonlySet<string>;
  readonly #appHash: Uint8Array;
  readonly #roots = new Map<string, Root>();
  /** Nodes so far, by their version: numbers them anew. */
  readonly #nonces = new Map<number, number>();
  #parts: Part[] = [];
  #store: string | undefined;
  #state: { readonly height: bigint; readonly time: bigint } | undefined;

  /** Removes what an earlier attempt left. */
  constructor(database: Database, stores: readonly string[], appHash: Uint8Array) {
    this.#database = database;
    this.#history = new History(database, stores, CACHE_BYTES);
    this.#stores = new Set(stores);
    this.#appHash = appHash;
    this.discard();
  }

  /** Empties the store. */
  discard(): void {
    this.#database.write(() => this.#history.clear());
  }

  /** Takes the next chunk in. @throws RangeError where it does not go on from the ones before */
  add(chunk: Uint8Array): void {
    this.#database.write(() => {
      for (const record of readRecords(chunk)) this.#take(record);
    });
  }

  #take(record: SnapshotRecord): void {
    if (record.kind === 'state') {
      if (this.#state) throw new RangeError('a snapshot has one state only');
      this.#state = record;
    } else if (record.kind === 'store') this.#begin(record.name);
    else if (this.#store === undefined) throw new RangeError('a node belongs to no store');
    else if (record.kind === 'leaf') {
      const leaf = leafNode(record.key, record.value);
      this.#add(leaf, record.version, record.key);
    } else {
      const right = this.#parts.pop();
      const left = this.#parts.pop();
      if (!left || !right) throw new RangeError('a node joins trees that are not there');
      this.#add(innerNode(right.smallest, left.root, right.root), record.version, left.smallest);
    }
  }

  #begin(name: string): void {
    this.#end();
    if (!this.#stores.has(name) || this.#roots.has(name))
      throw new RangeError(`the store ${name} does not belong here`);
    this.#store = name;
  }

  #end(): void {
    if (this.#store === undefined) return;
    if (this.#parts.length > 1) throw new RangeError(`the tree of ${this.#store} is not whole`);
    this.#roots.set(this.#store, this.#parts[0]?.root);
    this.#parts = [];
  }

  #add(node: TreeNode, version: number, smallest: string): void {
    const nonce = (this.#nonces.get(version) ?? 0) + 1;
    this.#nonces.set(version, nonce);
    node.version = version;
    node.nonce = nonce;
    hashRestored(node);
    this.#history.nodes.save(node);
    const { height, size, hash } = node;
    this.#parts.push({ root: hollowNode(version, nonce, height, size, hash), smallest });
  }

  /**
   * After the last chunk: makes it the store's version, where it leads to the trusted hash; else the store is empty again.
   * @throws RangeError where it is not whole, or leads elsewhere
   */
  finish(height: bigint): void {
    try {
      this.#end();
      if (this.#state?.height !== height) throw new RangeError('it is the state of another height');
      const roots = new Map([...this.#roots].sort(([a], [b]) => (a < b ? -1 : 1)));
      const leaves = new Map([...roots].map(([name, root]) => [name, storeLeaf(name, root)]));
      const appHash = joinLeaves(leaves);
      if (Buffer.compare(appHash, this.#appHash) !== 0)
        throw new RangeError('it does not lead to the trusted app hash');
      const { time } = this.#state;
      const version = new Version({ height, time, appHash, roots, leaves, source: this.#history.nodes });
      this.#database.write(() => this.#history.save(version));
    } catch (error) {
      this.discard();
      throw error;
    }
  }
}
