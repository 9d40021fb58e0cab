/**
 * A module's state, declared once: `const state = collections('emissions')`, then items, maps and sets with a prefix
 * byte, a key codec and a value codec. A module never builds a key by hand (docs/architecture.md).
 */
import type { Context } from '../context.ts';
import type { KeyCodec, LeadingParts, TupleCodec } from './key-codec.ts';
import type { ValueCodec } from './value-codec.ts';

export { address, bytesKey, i64 as i64Key, type KeyCodec, pair, quad, text as stringKey, triple, tuple, u64 as u64Key } from './key-codec.ts';
export { bool, bytes, dec, i64, int, json, proto, string, u64, type ValueCodec } from './value-codec.ts';

/** What to visit. All bounds given apply together; `start` is included, `end` is not, whichever way it runs. */
export interface Selection<K> {
  /** Leading parts of a pair, triple or quad key: `[topicId]`. */
  prefix?: K extends readonly unknown[] ? LeadingParts<K> : never;
  start?: K | undefined;
  end?: K | undefined;
  reverse?: boolean | undefined;
  limit?: number | undefined;
}

/** A page of a listing as `cosmos.base.query.v1beta1` asks for it. */
export interface PageRequest {
  key?: Uint8Array;
  offset?: bigint;
  limit?: bigint;
  countTotal?: boolean;
  reverse?: boolean;
}

export interface Page<T> {
  entries: T[];
  /** Where the next page begins; empty after the last. Ready for `PageResponse`. */
  pagination: { nextKey: Uint8Array; total: bigint };
}

/** One value. */
export interface Item<V> {
  get(ctx: Context): V | undefined;
  /** The value, or the error that the state is not initialised. */
  require(ctx: Context): V;
  has(ctx: Context): boolean;
  set(ctx: Context, value: V): void;
  delete(ctx: Context): void;
}

/** Values by key, in the order of the keys. */
export interface StateMap<K, V> {
  get(ctx: Context, key: K): V | undefined;
  has(ctx: Context, key: K): boolean;
  set(ctx: Context, key: K, value: V): void;
  delete(ctx: Context, key: K): void;
  entries(ctx: Context, selection?: Selection<K>): IterableIterator<[K, V]>;
  keys(ctx: Context, selection?: Selection<K>): IterableIterator<K>;
  values(ctx: Context, selection?: Selection<K>): IterableIterator<V>;
  /** Deletes what the selection holds; how many that were. */
  clear(ctx: Context, selection?: Selection<K>): number;
  page(ctx: Context, request: PageRequest | undefined, prefix?: Selection<K>['prefix'], keep?: (key: K, value: V) => boolean): Page<[K, V]>;
}

/** Keys alone, in order. */
export interface StateSet<K> {
  has(ctx: Context, key: K): boolean;
  add(ctx: Context, key: K): void;
  /** Same as `add`. */
  set(ctx: Context, key: K): void;
  delete(ctx: Context, key: K): void;
  /** The keys in order. */
  entries(ctx: Context, selection?: Selection<K>): IterableIterator<K>;
  clear(ctx: Context, selection?: Selection<K>): number;
  page(ctx: Context, request: PageRequest | undefined, prefix?: Selection<K>['prefix']): Page<K>;
}

/** The collections of one store. Prefixes are numbers from 0 to 255, each used once. */
export interface Collections {
  readonly storeKey: string;
  item<V>(prefix: number, value: ValueCodec<V>): Item<V>;
  map<K, V>(prefix: number, key: KeyCodec<K> | TupleCodec<K & readonly unknown[]>, value: ValueCodec<V>): StateMap<K, V>;
  set<K>(prefix: number, key: KeyCodec<K>): StateSet<K>;
}

export declare function collections(storeKey: string): Collections;
