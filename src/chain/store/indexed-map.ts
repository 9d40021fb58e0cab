import type { Context } from '../context.ts';
import type { StateMap, StateSet } from './collections.ts';
import type { Selection } from './key-space.ts';

/** Finds the keys of a map by something else that their values say; kept in step with the map by itself. */
export interface Index<K, V, R> {
  /** The keys whose values have this reference, in their order. */
  keys(ctx: Context, reference: R, selection?: Pick<Selection<K>, 'reverse' | 'limit'>): IterableIterator<K>;
  entries(ctx: Context, reference: R, selection?: Pick<Selection<K>, 'reverse' | 'limit'>): IterableIterator<[K, V]>;
  /** Every reference with every key that has it, in order. */
  pairs(ctx: Context, selection?: Selection<readonly [R, K]>): IterableIterator<readonly [R, K]>;
  has(ctx: Context, reference: R): boolean;
}

/** What an index of a map is made of: `of` gives a value's reference, nothing where it has none. */
export interface IndexParts<K, V, R> {
  readonly set: StateSet<readonly [R, K]>;
  of(value: V, key: K): R | undefined;
}

/** A map with indexes by name. */
export type IndexedMap<K, V, I extends Record<string, unknown>> = StateMap<K, V> & {
  readonly by: { readonly [N in keyof I]: Index<K, V, I[N]> };
};

function index<K, V, R>(map: StateMap<K, V>, { set }: IndexParts<K, V, R>): Index<K, V, R> {
  const selected = (reference: R, selection?: Pick<Selection<K>, 'reverse' | 'limit'>) =>
    ({ ...selection, prefix: [reference] }) as Selection<readonly [R, K]>;
  return {
    *keys(ctx, reference, selection) {
      for (const [, key] of set.entries(ctx, selected(reference, selection))) yield key;
    },
    *entries(ctx, reference, selection) {
      for (const [, key] of set.entries(ctx, selected(reference, selection))) yield [key, map.get(ctx, key)!];
    },
    pairs: (ctx, selection) => set.entries(ctx, selection),
    has(ctx, reference) {
      for (const _ of set.entries(ctx, selected(reference, { limit: 1 }))) return true;
      return false;
    },
  };
}

/** Joins a map with its indexes: whatever changes the map changes them. */
export function withIndexes<K, V, I extends Record<string, unknown>>(
  map: StateMap<K, V>,
  parts: { readonly [N in keyof I]: IndexParts<K, V, I[N]> },
): IndexedMap<K, V, I> {
  const all = Object.values(parts) as IndexParts<K, V, unknown>[];
  const update = (ctx: Context, key: K, before: V | undefined, after: V | undefined) => {
    for (const { set, of } of all) {
      const old = before === undefined ? undefined : of(before, key);
      const next = after === undefined ? undefined : of(after, key);
      if (old !== undefined) set.delete(ctx, [old, key]);
      if (next !== undefined) set.add(ctx, [next, key]);
    }
  };
  const by = Object.fromEntries(
    Object.entries(parts).map(([name, each]) => [name, index(map, each as IndexParts<K, V, unknown>)]),
  );
  return {
    ...map,
    set(ctx, key, value) {
      update(ctx, key, map.get(ctx, key), value);
      map.set(ctx, key, value);
    },
    delete(ctx, key) {
      update(ctx, key, map.get(ctx, key), undefined);
      map.delete(ctx, key);
    },
    clear(ctx, selection) {
      for (const [key, value] of map.entries(ctx, selection)) update(ctx, key, value, undefined);
      return map.clear(ctx, selection);
    },
    by: by as IndexedMap<K, V, I>['by'],
  };
}
