import type { Database, Table } from './database.ts';
import { RecordReader } from './node-record.ts';
import { Nodes } from './nodes.ts';
import { damaged } from './store-error.ts';
import { hollowNode, type Root } from './tree-node.ts';
import { putVarint } from './varint.ts';
import { joinLeaves, storeLeaf, Version } from './version.ts';

/** A height as a key: eight bytes, big-endian. */
export function heightKey(height: bigint): Buffer {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(height);
  return key;
}

const storesKey = Buffer.from('stores');
const latestKey = Buffer.from('latest');

/** Nodes of forgotten versions that a block deletes at least, if there are any; more when it replaced more itself. */
const DELETIONS = 512;
/** Forgotten versions that a block goes through at most. */
const VERSIONS_A_BLOCK = 4;

/**
 * The versions on the disk (docs/store.md): a record for every version, the nodes, and for every version which nodes of
 * earlier ones it does without. Everything that changes belongs inside a write.
 */
export class History {
  readonly nodes: Nodes;
  readonly #database: Database;
  readonly #versions: Table;
  readonly #orphans: Table;
  readonly #meta: Table;
  readonly #names: readonly string[];
  /** Every store that has ever been, by its number. */
  readonly #stores: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  /** Whether nodes of forgotten versions may be waiting to be deleted. */
  #waiting = true;

  constructor(database: Database, names: readonly string[], cacheBytes: number) {
    this.nodes = new Nodes(database, cacheBytes);
    this.#database = database;
    this.#versions = database.table('versions');
    this.#orphans = database.table('orphans');
    this.#meta = database.table('meta');
    this.#names = names;
    this.#stores = this.#numberStores(names);
    this.#ids = new Map(this.#stores.map((name, id) => [name, id]));
  }

  /** Gives new stores their numbers. */
  #numberStores(names: readonly string[]): string[] {
    const record = this.#meta.get(storesKey);
    const known = record ? (JSON.parse(Buffer.from(record).toString('utf8')) as string[]) : [];
    const all = [...known, ...names.filter((name) => !known.includes(name))];
    if (all.length > known.length && !this.#database.readOnly) {
      this.#database.write(() => this.#meta.put(storesKey, Buffer.from(JSON.stringify(all))));
    }
    return all;
  }

  #edge(reverse: boolean): bigint | undefined {
    const [key] = this.#versions.keys({ reverse, limit: 1 });
    return key && Buffer.from(key).readBigUInt64BE();
  }

  /** The oldest and the newest height that are kept. */
  bounds(): { oldest: bigint; latest: bigint } | undefined {
    const oldest = this.#edge(false);
    const latest = this.#edge(true);
    const recorded = this.#meta.get(latestKey);
    if (recorded ? Buffer.from(recorded).readBigUInt64BE() !== latest : latest !== undefined) {
      throw damaged(this.#database.path, 'the newest version is not the one that was written last');
    }
    return oldest === undefined || latest === undefined ? undefined : { oldest, latest };
  }

  /** Reads a version. Its roots must lead to the app hash that it was committed with. */
  load(height: bigint): Version | undefined {
    const record = this.#versions.get(heightKey(height));
    if (!record) return undefined;
    const reader = new RecordReader(Buffer.from(record), 40);
    const found = new Map<string, Root>();
    while (!reader.done) {
      const name = this.#stores[reader.varint()];
      const version = reader.varint();
      const nonce = reader.varint();
      if (name === undefined) throw damaged(this.#database.path, `version ${height} names an unknown store`);
      const root = version === 0 ? undefined : hollowNode(version, nonce);
      if (root) this.nodes.fillRoot(root);
      found.set(name, root);
    }
    const appHash = Uint8Array.prototype.slice.call(record, 8, 40);
    const recorded = new Map([...found.keys()].sort().map((name) => [name, storeLeaf(name, found.get(name))]));
    if (!Buffer.from(joinLeaves(recorded)).equals(appHash)) {
      throw damaged(this.#database.path, `the trees of version ${height} do not lead to its app hash`);
    }
    const roots = new Map<string, Root>(this.#names.map((name) => [name, found.get(name)]));
    const leaves = new Map(this.#names.map((name) => [name, storeLeaf(name, roots.get(name))]));
    const time = Buffer.from(record).readBigInt64BE(0);
    return new Version({ height, time, appHash, roots, leaves, source: this.nodes });
  }

  /** The app hash that a kept version was committed with. */
  appHashAt(height: bigint): Uint8Array | undefined {
    return this.#versions.get(heightKey(height))?.slice(8, 40);
  }

  /** Writes a version with the nodes that it made. */
  save({ height, time, appHash, roots, delta }: Version): void {
    const record = Buffer.alloc(40 + roots.size * 24);
    record.writeBigInt64BE(time, 0);
    record.set(appHash, 8);
    let at = 40;
    for (const [name, root] of roots) {
      at = putVarint(record, at, this.#ids.get(name)!);
      at = putVarint(record, putVarint(record, at, root?.version ?? 0), root?.nonce ?? 0);
    }
    this.#versions.put(heightKey(height), record.subarray(0, at));
    this.#meta.put(latestKey, heightKey(height));
    if (!delta) return;
    for (const node of delta.made) this.nodes.save(node);
    if (delta.orphans.length > 0) this.#saveOrphans(heightKey(height), delta.orphans);
  }

  #saveOrphans(key: Uint8Array, orphans: readonly number[]): void {
    const record = Buffer.alloc(orphans.length * 8);
    let at = 0;
    for (const number of orphans) at = putVarint(record, at, number);
    this.#orphans.put(key, record.subarray(0, at));
  }

  /**
   * Forgets versions from the oldest up to below `until`, a few at a time, and then deletes nodes that only forgotten ones
   * had: about as many as a block replaces. What is left over waits for the next block. The oldest version now kept.
   */
  prune(oldest: bigint, until: bigint, replaced: number): bigint {
    let kept = oldest;
    for (let count = 0; kept < until && count < VERSIONS_A_BLOCK; count++) this.#versions.delete(heightKey(kept++));
    if (kept === oldest && !this.#waiting) return kept;
    let left = Math.max(DELETIONS, replaced * 2);
    const keys = [...this.#orphans.keys({ end: heightKey(kept + 1n), limit: VERSIONS_A_BLOCK })];
    for (const key of keys) left = this.#deleteOrphans(key, left);
    this.#waiting = left === 0 || keys.length === VERSIONS_A_BLOCK;
    return kept;
  }

  /** Deletes up to `left` nodes that the version of this key did without; how many more may be deleted. */
  #deleteOrphans(key: Uint8Array, left: number): number {
    if (left === 0) return 0;
    const reader = new RecordReader(Buffer.from(this.#orphans.get(key)!));
    let count = left;
    for (; count > 0 && !reader.done; count--) {
      const version = reader.varint();
      this.nodes.delete(version, reader.varint());
    }
    if (reader.done) this.#orphans.delete(key);
    else this.#orphans.put(key, reader.bytes.subarray(reader.at));
    return count;
  }

  /** Forgets everything: the store is as one without any version. */
  clear(): void {
    this.#versions.deleteRange();
    this.#orphans.deleteRange();
    this.nodes.deleteAfter(0);
    this.#meta.delete(latestKey);
  }

  /** Forgets everything after a height that is kept. */
  rewind(height: bigint): void {
    const start = heightKey(height + 1n);
    this.#versions.deleteRange({ start });
    this.#orphans.deleteRange({ start });
    this.nodes.deleteAfter(Number(height));
    this.#meta.put(latestKey, heightKey(height));
  }
}
