import type { Range, StoreReader } from './branch.ts';
import { EMPTY_HASH, merkleRoot, storeLeafHash } from './node-hash.ts';
import { getKey } from './tree.ts';
import { TreeCursor } from './tree-cursor.ts';
import type { NodeSource, Root, TreeNode } from './tree-node.ts';

/** What a version added to the tree and what it did without: kept until it is written. */
export interface Delta {
  readonly made: readonly TreeNode[];
  /** Version and nonce of every replaced node in turn. */
  readonly orphans: readonly number[];
}

export interface VersionParts {
  height: bigint;
  time: bigint;
  appHash: Uint8Array;
  /** By store, in the order of their names. */
  roots: ReadonlyMap<string, Root>;
  leaves: ReadonlyMap<string, string>;
  source: NodeSource;
  delta?: Delta | undefined;
}

/** One version of the whole state: a tree for every store. */
export class Version implements StoreReader {
  readonly height: bigint;
  /** Block time, nanoseconds since the Unix epoch. */
  readonly time: bigint;
  /** 32 bytes; of a state without any version, the hash of nothing. */
  readonly appHash: Uint8Array;
  readonly roots: ReadonlyMap<string, Root>;
  /** What the app hash joins: a hash for every store (`storeLeaf`). */
  readonly leaves: ReadonlyMap<string, string>;
  readonly source: NodeSource;
  /** Until it is written. */
  delta: Delta | undefined;

  constructor({ height, time, appHash, roots, leaves, source, delta }: VersionParts) {
    this.height = height;
    this.time = time;
    this.appHash = appHash;
    this.roots = roots;
    this.leaves = leaves;
    this.source = source;
    this.delta = delta;
  }

  get(store: string, key: string): Uint8Array | undefined {
    return getKey(this.source, this.root(store), key);
  }

  *iterate(store: string, range: Range): Iterator<readonly [key: string, value: Uint8Array]> {
    const cursor = new TreeCursor(this.source, this.root(store), range);
    for (let leaf = cursor.next(); leaf; leaf = cursor.next()) yield [leaf.key, leaf.value!];
  }

  root(store: string): Root {
    const root = this.roots.get(store);
    if (root === undefined && !this.roots.has(store)) throw new Error(`there is no store named ${store}`);
    return root;
  }
}

/** A store's part of the app hash. */
export const storeLeaf = (name: string, root: Root): string => storeLeafHash(name, root ? root.hash : EMPTY_HASH);

/** The app hash that stores' parts, in the order of their names, lead to. */
export const joinLeaves = (leaves: ReadonlyMap<string, string>): Uint8Array =>
  Buffer.from(merkleRoot([...leaves.values()]), 'latin1');
