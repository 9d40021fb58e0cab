import type { Change } from './branch.ts';
import type { Database } from './database.ts';
import { History } from './history.ts';
import { Layer } from './layer.ts';
import { EMPTY_HASH } from './node-hash.ts';
import { type Edit, getKey, hashTree, removeKey, setKey } from './tree.ts';
import { IN_MEMORY, type NodeSource, type Root, type TreeNode } from './tree-node.ts';
import { joinLeaves, storeLeaf, Version } from './version.ts';

export { Version } from './version.ts';

export interface VersionedStoreOptions {
  /** How many versions to keep besides the latest: 10,000 unless said otherwise. */
  keep?: number | undefined;
  /** Where versions are kept; without one, in memory, for tests. */
  database?: Database | undefined;
  /** About how many bytes of tree nodes may be in memory when they also lie on the disk: 64 MB unless said otherwise. */
  cacheBytes?: number | undefined;
}

const KEPT_VERSIONS = 10_000;
const CACHE_BYTES = 64 << 20;
/** Older versions that stay open between two queries. */
const OPEN_VERSIONS = 8;

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}

/**
 * The committed states of the chain: the latest and, within a bound, those before. The app hash joins the stores' tree
 * roots as the SDK's multistore does, so the standard ICS-23 specifications fit both levels.
 *
 * With a database, a version is committed for good by the `flush` that follows its `commit`, in the transaction that the
 * caller opens: whatever belongs to the same blocks goes into the same transaction.
 */
export class VersionedStore {
  readonly #names: readonly string[];
  readonly #keep: bigint;
  readonly #history: History | undefined;
  readonly #database: Database | undefined;
  readonly #source: NodeSource;
  /** Versions before the latest: in memory all of them, with a database those lately asked for. */
  readonly #open = new Map<bigint, Version>();
  /** Committed, not yet written. */
  #pending: Version[] = [];
  #latest: Version;
  #oldest: bigint;

  /** Opens the newest version that lies in the database. Throws StoreError when it is damaged. */
  constructor(names: readonly string[], { keep, database, cacheBytes }: VersionedStoreOptions = {}) {
    this.#names = [...names].sort();
    this.#keep = BigInt(keep ?? KEPT_VERSIONS);
    this.#database = database;
    this.#history = database && new History(database, this.#names, cacheBytes ?? CACHE_BYTES);
    this.#source = this.#history?.nodes ?? IN_MEMORY;
    const bounds = this.#history?.bounds();
    this.#latest = (bounds && this.#history?.load(bounds.latest)) ?? this.#empty();
    this.#oldest = bounds?.oldest ?? 0n;
  }

  #empty(): Version {
    const roots = new Map<string, Root>(this.#names.map((name) => [name, undefined]));
    const leaves = new Map(this.#names.map((name) => [name, storeLeaf(name, undefined)]));
    const appHash = Buffer.from(EMPTY_HASH, 'latin1');
    return new Version({ height: 0n, time: 0n, appHash, roots, leaves, source: this.#source });
  }

  get latest(): Version {
    return this.#latest;
  }

  /** The lowest height that is kept; 0 while there is none. */
  get oldest(): bigint {
    return this.#oldest;
  }

  /** The state as committed at a height, as long as it is kept. */
  at(height: bigint): Version | undefined {
    if (height === this.#latest.height) return this.#latest;
    if (height < this.#oldest || height > this.#latest.height || height <= 0n) return undefined;
    const open = this.#open.get(height) ?? this.#pending.find((version) => version.height === height);
    if (open || !this.#history) return open;
    const loaded = this.#history.load(height);
    if (loaded) this.#remember(loaded);
    return loaded;
  }

  #remember(version: Version): void {
    this.#open.set(version.height, version);
    if (!this.#history) return;
    for (const height of this.#open.keys()) {
      if (this.#open.size <= OPEN_VERSIONS) break;
      this.#open.delete(height);
    }
  }

  /** A branch over a version, the latest unless another is given; its `changes()` go to `prepare`. */
  branch(version: Version = this.#latest): Layer {
    return new Layer(version);
  }

  /**
   * The version that the changes make of the latest one, without committing it. Keys set to what they already hold
   * are left alone, so the tree grows only where something changed.
   */
  prepare(height: bigint, time: bigint, changes: readonly Change[]): Version {
    const roots = new Map(this.#latest.roots);
    const edit: Edit = { source: this.#source, orphans: [] };
    const touched = new Set<string>();
    for (const { store, key, value } of changes) {
      if (!roots.has(store)) throw new Error(`there is no store named ${store}`);
      const root = roots.get(store);
      const before = getKey(this.#source, root, key);
      if (value === undefined ? before === undefined : before !== undefined && sameBytes(before, value)) continue;
      roots.set(store, value === undefined ? removeKey(edit, root, key) : setKey(edit, root, key, value));
      touched.add(store);
    }
    const made: TreeNode[] = [];
    const leaves = new Map(this.#latest.leaves);
    for (const store of touched) {
      hashTree(roots.get(store), Number(height), made);
      leaves.set(store, storeLeaf(store, roots.get(store)));
    }
    const delta = this.#history && { made, orphans: edit.orphans };
    return new Version({ height, time, appHash: joinLeaves(leaves), roots, leaves, source: this.#source, delta });
  }

  /** Makes a prepared version the latest; with a database it is committed for good by the next `flush`. */
  commit(version: Version): void {
    if (this.#latest.height > 0n) this.#remember(this.#latest);
    this.#latest = version;
    if (this.#oldest === 0n) this.#oldest = version.height;
    const lowest = version.height - this.#keep;
    if (this.#history) {
      this.#pending.push(version);
      return;
    }
    while (this.#oldest < lowest) this.#open.delete(this.#oldest++);
  }

  /**
   * Writes what was committed since the last time, and forgets a little of what is beyond the bound. Belongs inside
   * `Database.write`; when that fails, the versions wait for the next time.
   */
  flush(): void {
    const history = this.#history;
    const pending = this.#pending;
    if (!history || pending.length === 0) return;
    let oldest = this.#oldest;
    for (const version of pending) {
      history.save(version);
      oldest = history.prune(oldest, version.height - this.#keep, (version.delta?.orphans.length ?? 0) >> 1);
    }
    this.#database?.afterCommit(() => {
      for (const version of pending) version.delta = undefined;
      this.#pending = [];
      this.#oldest = oldest;
      this.#tidy();
    });
  }

  #tidy(): void {
    if (!this.#history?.nodes.full) return;
    this.#open.clear();
    this.#history.nodes.tidy(this.#latest.roots.values());
  }

  /**
   * Makes an older version the latest again and forgets those after it. With a database, belongs inside
   * `Database.write`, with everything committed written before; `then` runs once it is done. Throws RangeError when the
   * version is not kept.
   */
  rewind(height: bigint, then: () => void = () => undefined): void {
    const version = this.at(height);
    if (!version) throw new RangeError(`height ${height} is not kept`);
    if (this.#pending.length > 0) throw new Error('what is committed must be written before a rewind');
    const act = () => {
      this.#latest = version;
      for (const open of [...this.#open.keys()]) if (open >= height) this.#open.delete(open);
      then();
    };
    if (!this.#history) {
      act();
      return;
    }
    this.#history.rewind(height);
    this.#database?.afterCommit(act);
  }
}
