import type { Change, Range, StoreReader } from './branch.ts';
import { Layer } from './layer.ts';
import { EMPTY_HASH, merkleRoot, storeLeafHash } from './node-hash.ts';
import { getKey, hashTree, type Root, removeKey, setKey, TreeCursor } from './tree.ts';

/** One version of the whole state: a tree for every store. */
export class Version implements StoreReader {
  readonly height: bigint;
  /** Block time, nanoseconds since the Unix epoch. */
  readonly time: bigint;
  /** 32 bytes; of a state without any version, the hash of nothing. */
  readonly appHash: Uint8Array;
  readonly roots: ReadonlyMap<string, Root>;
  readonly leaves: ReadonlyMap<string, string>;

  constructor(height: bigint, time: bigint, roots: ReadonlyMap<string, Root>, leaves: ReadonlyMap<string, string>) {
    this.height = height;
    this.time = time;
    this.roots = roots;
    this.leaves = leaves;
    this.appHash = Buffer.from(height === 0n ? EMPTY_HASH : merkleRoot([...leaves.values()]), 'latin1');
  }

  get(store: string, key: string): Uint8Array | undefined {
    return getKey(this.#root(store), key);
  }

  *iterate(store: string, range: Range): Iterator<readonly [key: string, value: Uint8Array]> {
    const cursor = new TreeCursor(this.#root(store), range);
    for (let leaf = cursor.next(); leaf; leaf = cursor.next()) yield [leaf.key, leaf.value!];
  }

  #root(store: string): Root {
    if (!this.roots.has(store)) throw new Error(`there is no store named ${store}`);
    return this.roots.get(store);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}

/**
 * The committed states of the chain: the latest and, within a bound, those before. The app hash joins the stores' tree
 * roots as the SDK's multistore does, so the standard ICS-23 specifications fit both levels.
 */
export class VersionedStore {
  readonly #names: readonly string[];
  readonly #keep: number;
  readonly #kept = new Map<bigint, Version>();
  #latest: Version;

  /** @param keep how many versions to keep besides the latest. */
  constructor(names: readonly string[], keep: number) {
    this.#names = [...names].sort();
    this.#keep = keep;
    const roots = new Map<string, Root>(this.#names.map((name) => [name, undefined]));
    const leaves = new Map(this.#names.map((name) => [name, storeLeafHash(name, EMPTY_HASH)]));
    this.#latest = new Version(0n, 0n, roots, leaves);
  }

  get latest(): Version {
    return this.#latest;
  }

  /** The state as committed at a height, as long as it is kept. */
  at(height: bigint): Version | undefined {
    return height === this.#latest.height ? this.#latest : this.#kept.get(height);
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
    const leaves = new Map(this.#latest.leaves);
    const touched = new Set<string>();
    for (const { store, key, value } of changes) {
      if (!roots.has(store)) throw new Error(`there is no store named ${store}`);
      const root = roots.get(store);
      const before = getKey(root, key);
      if (value === undefined ? before === undefined : before !== undefined && sameBytes(before, value)) continue;
      roots.set(store, value === undefined ? removeKey(root, key) : setKey(root, key, value));
      touched.add(store);
    }
    for (const store of touched) leaves.set(store, storeLeafHash(store, hashTree(roots.get(store), Number(height))));
    return new Version(height, time, roots, leaves);
  }

  /** Makes a prepared version the latest and forgets the ones beyond the bound. */
  commit(version: Version): void {
    if (this.#latest.height > 0n) this.#kept.set(this.#latest.height, this.#latest);
    this.#latest = version;
    for (const height of this.#kept.keys()) {
      if (this.#kept.size <= this.#keep) break;
      this.#kept.delete(height);
    }
  }
}
