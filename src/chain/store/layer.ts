import type { Change, Range, StoreBranch, StoreReader } from './branch.ts';

/** Stands for a deleted key; recognised by identity. */
const GONE = new Uint8Array(0);

/** Where `key` stands, or would stand, in sorted keys. */
function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FEW = 16;

/** The writes of one layer to one store; sorted only when somebody iterates. */
class Writes {
  readonly map = new Map<string, Uint8Array>();
  #sorted: string[] = [];
  #fresh: string[] = [];

  put(key: string, value: Uint8Array): void {
    const before = this.map.size;
    this.map.set(key, value);
    if (this.map.size !== before) this.#fresh.push(key);
  }

  /** All keys in order; a few new ones are put in their places, many are sorted in. */
  #keys(): readonly string[] {
    if (this.#fresh.length > FEW) {
      this.#sorted = [...this.#sorted, ...this.#fresh].sort();
    } else {
      for (const key of this.#fresh) this.#sorted.splice(position(this.#sorted, key), 0, key);
    }
    this.#fresh = [];
    return this.#sorted;
  }

  /** A list of its own of the keys within the bounds, in the direction of the walk. */
  within({ start, end, reverse }: Range): readonly string[] {
    const keys = this.#keys();
    const low = start === undefined ? 0 : position(keys, start);
    const high = end === undefined ? keys.length : position(keys, end);
    const part = keys.slice(low, high > low ? high : low);
    return reverse ? part.reverse() : part;
  }
}

/** A layer of writes over a committed version or over another layer. */
export class Layer implements StoreBranch {
  readonly #base: StoreReader;
  readonly #below: Layer | undefined;
  #stores = new Map<string, Writes>();

  constructor(base: StoreReader, below?: Layer) {
    this.#base = base;
    this.#below = below;
  }

  /** What the layers hold of a key: its value, GONE, or nothing. */
  #written(store: string, key: string): Uint8Array | undefined {
    for (let layer: Layer | undefined = this; layer; layer = layer.#below) {
      const value = layer.#stores.get(store)?.map.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  get(store: string, key: string): Uint8Array | undefined {
    const written = this.#written(store, key);
    if (written === undefined) return this.#base.get(store, key);
    return written === GONE ? undefined : written;
  }

  has(store: string, key: string): boolean {
    return this.get(store, key) !== undefined;
  }

  #put(store: string, key: string, value: Uint8Array): void {
    let writes = this.#stores.get(store);
    if (!writes) {
      writes = new Writes();
      this.#stores.set(store, writes);
    }
    writes.put(key, value);
  }

  set(store: string, key: string, value: Uint8Array): void {
    this.#put(store, key, value);
  }

  delete(store: string, key: string): void {
    if (this.has(store, key)) this.#put(store, key, GONE);
  }

  *iterate(store: string, range: Range): IterableIterator<readonly [key: string, value: Uint8Array]> {
    const { reverse = false } = range;
    const dirty: { keys: readonly string[]; at: number }[] = [];
    for (let layer: Layer | undefined = this; layer; layer = layer.#below) {
      const keys = layer.#stores.get(store)?.within(range);
      if (keys && keys.length > 0) dirty.push({ keys, at: 0 });
    }
    const base = this.#base.iterate(store, range);
    let below = base.next();
    for (;;) {
      // The nearest key of all sources; equal ones are passed together.
      let key = below.done ? undefined : below.value[0];
      for (const source of dirty) {
        const candidate = source.keys[source.at];
        if (candidate !== undefined && (key === undefined || (reverse ? candidate > key : candidate < key)))
          key = candidate;
      }
      if (key === undefined) return;
      for (const source of dirty) if (source.keys[source.at] === key) source.at++;
      let committed: Uint8Array | undefined;
      if (!below.done && below.value[0] === key) {
        committed = below.value[1];
        below = base.next();
      }
      const value = this.#written(store, key) ?? committed;
      if (value !== undefined && value !== GONE) yield [key, value];
    }
  }

  branch(): Layer {
    return new Layer(this.#base, this);
  }

  write(): void {
    if (!this.#below) throw new Error('the lowest branch is written by a commit');
    for (const [store, writes] of this.#stores) {
      for (const [key, value] of writes.map) this.#below.#put(store, key, value);
    }
    this.#stores = new Map();
  }

  /** The writes of this layer and of those below it down to the version, sorted by store and key. */
  changes(): Change[] {
    const all = new Map<string, Map<string, Uint8Array>>();
    this.#collect(all);
    const changes: Change[] = [];
    for (const store of [...all.keys()].sort()) {
      const writes = all.get(store)!;
      for (const key of [...writes.keys()].sort()) {
        const value = writes.get(key)!;
        changes.push({ store, key, value: value === GONE ? undefined : value });
      }
    }
    return changes;
  }

  #collect(all: Map<string, Map<string, Uint8Array>>): void {
    if (this.#below) this.#below.#collect(all);
    for (const [store, writes] of this.#stores) {
      const collected = all.get(store) ?? new Map<string, Uint8Array>();
      for (const [key, value] of writes.map) collected.set(key, value);
      all.set(store, collected);
    }
  }
}
