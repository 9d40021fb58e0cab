import { Database, type DatabaseOptions } from '../../../../src/chain/store/database.ts';
import { VersionedStore, type VersionedStoreOptions } from '../../../../src/chain/store/versions.ts';

/** Whole numbers below a bound from a fixed sequence (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000) * below) | 0;
  };
}

export interface OnDisk {
  database: Database;
  store: VersionedStore;
}

export function openStore(
  path: string,
  names: readonly string[],
  options: VersionedStoreOptions = {},
  database: Partial<DatabaseOptions> = {},
): OnDisk {
  const opened = Database.open({ path, ...database });
  return { database: opened, store: new VersionedStore(names, { ...options, database: opened }) };
}

/** A change of one store: without a value it deletes. */
export type Write = readonly [store: string, key: string, value: string | undefined];

/** Commits one version; with a database it waits for a flush. */
export function commitWrites(store: VersionedStore, writes: readonly Write[]): void {
  const branch = store.branch();
  for (const [name, key, value] of writes) {
    if (value === undefined) branch.delete(name, key);
    else branch.set(name, key, new TextEncoder().encode(value));
  }
  const height = store.latest.height + 1n;
  store.commit(store.prepare(height, height * 1_000_000_000n, branch.changes()));
}
