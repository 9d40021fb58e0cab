/** Bounds of an iteration over one store, in byte order: `start` is included, `end` is not; `reverse` runs downwards. */
export interface Range {
  start?: string | undefined;
  end?: string | undefined;
  reverse?: boolean | undefined;
}

/** One key of one store and what it becomes; `undefined` deletes it. */
export interface Change {
  store: string;
  key: string;
  value: Uint8Array | undefined;
}

/** What a branch reads where it holds nothing itself: a committed version of the state. Never changes. */
export interface StoreReader {
  get(store: string, key: string): Uint8Array | undefined;
  /** Keys and values in order, within the bounds. */
  iterate(store: string, range: Range): Iterator<readonly [key: string, value: Uint8Array]>;
}

/**
 * The state as one execution sees it: reads fall through to what lies below, writes stay here until `write()`.
 * Keys are binary strings (one byte a character, `key-codec.ts`), values are never changed in place.
 */
export interface StoreBranch {
  get(store: string, key: string): Uint8Array | undefined;
  has(store: string, key: string): boolean;
  set(store: string, key: string, value: Uint8Array): void;
  delete(store: string, key: string): void;
  /**
   * Keys and values in order. The store may be written while this runs: a key keeps its place, its value is the
   * one at the moment it is reached, deleted ones are left out, and keys added meanwhile are not visited.
   */
  iterate(store: string, range: Range): IterableIterator<readonly [key: string, value: Uint8Array]>;
  /** A branch on top of this one. */
  branch(): StoreBranch;
  /** Moves this branch's writes to the one below; on the lowest branch there is nothing below and this throws. */
  write(): void;
}
