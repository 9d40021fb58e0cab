import { crc32 } from 'node:zlib';
import type { Database as Lmdb } from 'lmdb';
import { damaged, storeError } from '../store-error.ts';

/** Bounds in byte order: `start` is included, `end` is not, whichever way it runs. */
export interface KeyRange {
  start?: Uint8Array | undefined;
  end?: Uint8Array | undefined;
  reverse?: boolean | undefined;
  limit?: number | undefined;
}

/** Binary keys (1 to 511 bytes) and values, in the order of the keys. Changes only inside `Database.write`. */
export interface Table {
  readonly name: string;
  /** A copy of the value. Throws StoreError when it is damaged. */
  get(key: Uint8Array): Uint8Array | undefined;
  /** What `decode` makes of the value; the bytes it is given are valid only while it runs. */
  read<T>(key: Uint8Array, decode: (value: Buffer) => T): T | undefined;
  has(key: Uint8Array): boolean;
  /** Key and value may be reused by the caller as soon as this returns. */
  put(key: Uint8Array, value: Uint8Array): void;
  /** Whether the key was there. */
  delete(key: Uint8Array): boolean;
  /** Keys and values in order; not to be written to while this runs. */
  entries(range?: KeyRange): IterableIterator<[key: Uint8Array, value: Uint8Array]>;
  keys(range?: KeyRange): IterableIterator<Uint8Array>;
  /** Deletes the keys of a range; how many they were. */
  deleteRange(range?: KeyRange): number;
  /** How many keys the range holds. */
  count(range?: KeyRange): number;
}

/** Every value is followed by the CRC-32 of key and value, so that what is read is what was written under this key. */
const CRC_BYTES = 4;

let scratch = Buffer.alloc(1 << 16);

/** Bounds in the way of lmdb, which counts from where the walk begins. */
function lmdbRange({ start, end, reverse = false, limit }: KeyRange): Record<string, unknown> {
  const bounds = reverse
    ? { start: end, exclusiveStart: end !== undefined, end: start, inclusiveEnd: start !== undefined, reverse }
    : { start, end };
  return { ...bounds, ...(limit !== undefined && { limit }), snapshot: true };
}

export class LmdbTable implements Table {
  readonly name: string;
  readonly #path: string;
  readonly #lmdb: Lmdb<Uint8Array, Uint8Array>;
  readonly #writing: () => boolean;

  constructor(path: string, name: string, lmdb: Lmdb<Uint8Array, Uint8Array>, writing: () => boolean) {
    this.name = name;
    this.#path = path;
    this.#lmdb = lmdb;
    this.#writing = writing;
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }

  /** The value without its checksum, which must be right. */
  #checked(key: Uint8Array, stored: Uint8Array): Buffer {
    const length = stored.length - CRC_BYTES;
    if (length >= 0) {
      const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
      const value = bytes.subarray(0, length);
      if (crc32(value, crc32(key)) === bytes.readUInt32LE(length)) return value;
    }
    throw damaged(this.#path, `${this.name} ${Buffer.from(key).toString('hex')} does not match its checksum`);
  }

  #stored(key: Uint8Array): Buffer | undefined {
    try {
      return this.#lmdb.getBinaryFast(key);
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const stored = this.#stored(key);
    return stored && Uint8Array.prototype.slice.call(this.#checked(key, stored));
  }

  read<T>(key: Uint8Array, decode: (value: Buffer) => T): T | undefined {
    const stored = this.#stored(key);
    return stored && decode(this.#checked(key, stored));
  }

  has(key: Uint8Array): boolean {
    return this.#stored(key) !== undefined;
  }

  #requireWrite(): void {
    if (!this.#writing()) throw new Error(`${this.name} is changed inside a write only`);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#requireWrite();
    const start = key.length;
    const end = start + value.length;
    if (scratch.length < end + CRC_BYTES) scratch = Buffer.alloc((end + CRC_BYTES) * 2);
    scratch.set(key, 0);
    scratch.set(value, start);
    scratch.writeUInt32LE(crc32(scratch.subarray(0, end)), end);
    this.#guard(() => this.#lmdb.putSync(key, scratch.subarray(start, end + CRC_BYTES)));
  }

  delete(key: Uint8Array): boolean {
    this.#requireWrite();
    return this.#guard(() => this.#lmdb.removeSync(key));
  }

  *entries(range: KeyRange = {}): IterableIterator<[key: Uint8Array, value: Uint8Array]> {
    try {
      for (const { key, value } of this.#lmdb.getRange(lmdbRange(range))) yield [key, this.#checked(key, value)];
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }

  *keys(range: KeyRange = {}): IterableIterator<Uint8Array> {
    try {
      yield* this.#lmdb.getKeys(lmdbRange(range));
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }

  deleteRange(range: KeyRange = {}): number {
    this.#requireWrite();
    const keys = [...this.keys(range)];
    for (const key of keys) this.delete(key);
    return keys.length;
  }

  count(range: KeyRange = {}): number {
    return this.#guard(() => this.#lmdb.getKeysCount(lmdbRange(range)));
  }
}
