/**
 * A module's state, declared once: `const state = collections('emissions')`, then items, maps and sets with a prefix
 * byte, a key codec and a value codec. A module never builds a key by hand (docs/architecture.md).
 */
import type { Context } from '../context.ts';
import { sdkErrors } from '../errors.ts';
import { type IndexedMap, withIndexes } from './indexed-map.ts';
import { type KeyCodec, pair } from './key-codec.ts';
import { KeySpace, type Page, type PageRequest, type Selection } from './key-space.ts';
import type { ValueCodec } from './value-codec.ts';

export type { Index, IndexedMap } from './indexed-map.ts';
export {
  address,
  bytesKey,
  i64 as i64Key,
  type KeyCodec,
  pair,
  quad,
  text as stringKey,
  triple,
  tuple,
  u64 as u64Key,
} from './key-codec.ts';
export type { Page, PageRequest, Selection } from './key-space.ts';
export { bool, bytes, dec, i64, int, json, proto, shared, string, u64, type ValueCodec } from './value-codec.ts';

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
  page(
    ctx: Context,
    request: PageRequest | undefined,
    prefix?: Selection<K>['prefix'],
    keep?: (key: K, value: V) => boolean,
  ): Page<[K, V]>;
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
  map<K, V>(prefix: number, key: KeyCodec<K>, value: ValueCodec<V>): StateMap<K, V>;
  set<K>(prefix: number, key: KeyCodec<K>): StateSet<K>;
  /**
   * A map whose keys are also found by what their values say: `by.<name>`. Each index has a prefix of its own.
   * `indexed(1, u64Key, proto(ThingSchema), { owner: index(2, address, (thing) => thing.owner) })`
   */
  indexed<K, V, I extends Record<string, unknown>>(
    prefix: number,
    key: KeyCodec<K>,
    value: ValueCodec<V>,
    indexes: { readonly [N in keyof I]: IndexSpec<K, V, I[N]> },
  ): IndexedMap<K, V, I>;
}

/** An index of a map: its prefix, the codec of its references, and a value's reference, nothing where it has none. */
export interface IndexSpec<K, V, R> {
  readonly prefix: number;
  readonly reference: KeyCodec<R>;
  of(value: V, key: K): R | undefined;
}

export const index = <K, V, R>(
  prefix: number,
  reference: KeyCodec<R>,
  of: (value: V, key: K) => R | undefined,
): IndexSpec<K, V, R> => ({ prefix, reference, of });

function item<V>(store: string, key: string, codec: ValueCodec<V>): Item<V> {
  const get = (ctx: Context): V | undefined => {
    const bytes = ctx.store.get(store, key);
    return bytes && codec.decode(bytes);
  };
  return {
    get,
    require(ctx) {
      const value = get(ctx);
      if (value === undefined) throw sdkErrors.notFound(`${store} is not initialised (item ${key.charCodeAt(0)})`);
      return value;
    },
    has: (ctx) => ctx.store.has(store, key),
    set: (ctx, value) => ctx.store.set(store, key, codec.encode(value)),
    delete: (ctx) => ctx.store.delete(store, key),
  };
}

function map<K, V>(space: KeySpace<K>, codec: ValueCodec<V>): StateMap<K, V> {
  const { store } = space;
  return {
    get(ctx, key) {
      const bytes = ctx.store.get(store, space.raw(key));
      return bytes && codec.decode(bytes);
    },
    has: (ctx, key) => ctx.store.has(store, space.raw(key)),
    set: (ctx, key, value) => ctx.store.set(store, space.raw(key), codec.encode(value)),
    delete: (ctx, key) => ctx.store.delete(store, space.raw(key)),
    *entries(ctx, selection) {
      for (const [raw, bytes] of space.walk(ctx, selection)) yield [space.key(raw), codec.decode(bytes)];
    },
    *keys(ctx, selection) {
      for (const [raw] of space.walk(ctx, selection)) yield space.key(raw);
    },
    *values(ctx, selection) {
      for (const [, bytes] of space.walk(ctx, selection)) yield codec.decode(bytes);
    },
    clear: (ctx, selection) => space.clear(ctx, selection),
    page: (ctx, request, prefix, keep) =>
      space.page(ctx, request, prefix, (key, bytes) => {
        const value = codec.decode(bytes);
        return keep && !keep(key, value) ? undefined : ([key, value] as [K, V]);
      }),
  };
}

/** What a set stores: proofs of membership need a value that is not empty. */
const PRESENT = Uint8Array.of(1);

function set<K>(space: KeySpace<K>): StateSet<K> {
  const { store } = space;
  const add = (ctx: Context, key: K) => ctx.store.set(store, space.raw(key), PRESENT);
  return {
    has: (ctx, key) => ctx.store.has(store, space.raw(key)),
    add,
    set: add,
    delete: (ctx, key) => ctx.store.delete(store, space.raw(key)),
    *entries(ctx, selection) {
      for (const [raw] of space.walk(ctx, selection)) yield space.key(raw);
    },
    clear: (ctx, selection) => space.clear(ctx, selection),
    page: (ctx, request, prefix) => space.page(ctx, request, prefix, (key) => key),
  };
}

/** Begins the state of a module: the name of its store, under which its collections lie. */
export function collections(storeKey: string): Collections {
  const used = new Set<number>();
  const claim = (prefix: number): string => {
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > 255) throw new RangeError(`not a prefix byte: ${prefix}`);
    if (used.has(prefix)) throw new Error(`prefix ${prefix} of ${storeKey} is used twice`);
    used.add(prefix);
    return String.fromCharCode(prefix);
  };
  return {
    storeKey,
    item: (prefix, value) => item(storeKey, claim(prefix), value),
    map: (prefix, key, value) => map(new KeySpace(storeKey, claim(prefix), key), value),
    set: (prefix, key) => set(new KeySpace(storeKey, claim(prefix), key)),
    indexed(prefix, key, value, indexes) {
      const parts = Object.entries<IndexSpec<unknown, unknown, unknown>>(indexes).map(
        ([name, { prefix: own, reference, of }]) => {
          const space = new KeySpace(storeKey, claim(own), pair(reference, key as KeyCodec<unknown>));
          return [name, { set: set(space), of }] as const;
        },
      );
      return withIndexes(map(new KeySpace(storeKey, claim(prefix), key), value), Object.fromEntries(parts) as never);
    },
  };
}
