import type { Table } from '../../../chain/store/database.ts';
import type { HeightLog } from './block-store.ts';

/** Eight bytes, big-endian: keys in the order of the heights. */
export function heightKey(height: bigint): Uint8Array {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(height);
  return key;
}

export function heightOfKey(key: Uint8Array): bigint {
  return Buffer.from(key.buffer, key.byteOffset, 8).readBigUInt64BE();
}

/** What changes seldom, in a table of the chain's database. */
export class DiskLog implements HeightLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  put(height: bigint, value: Uint8Array): void {
    this.#table.put(heightKey(height), value);
  }

  at(height: bigint): { height: bigint; value: Uint8Array } | undefined {
    const range = { end: heightKey(height + 1n), reverse: true, limit: 1 };
    for (const [key, value] of this.#table.entries(range)) {
      return { height: heightOfKey(key), value: Uint8Array.from(value) };
    }
    return undefined;
  }

  dropAbove(height: bigint): void {
    this.#table.deleteRange({ start: heightKey(height + 1n) });
  }

  /** Drops what only heights below `base` need. */
  dropBelow(base: bigint): void {
    const needed = this.at(base);
    if (needed) this.#table.deleteRange({ end: heightKey(needed.height) });
  }
}
