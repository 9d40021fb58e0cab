/** What tests of the store let another process do, so that it can be killed, confined, or crash. */
import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StoreError, type Table } from '../../../../src/chain/store/database.ts';
import type { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { commitWrites, numbers, openStore, type Write } from './writes.ts';

export const childFile = fileURLToPath(import.meta.url);
export const CHILD_NAMES = ['a', 'b'];
const KEEP = 40;

/** What the block of a height changes: the same in every process. */
export function blockWrites(height: bigint): Write[] {
  const next = numbers(Number(height));
  return Array.from({ length: next(3) === 0 ? 0 : 1 + next(40) }, () => [
    CHILD_NAMES[next(2)]!,
    `key${next(400)}`,
    next(4) === 0 ? undefined : `${next(1e9)}`.repeat(1 + next(next(20) === 0 ? 300 : 5)),
  ]);
}

export const commitNext = (store: VersionedStore): void => commitWrites(store, blockWrites(store.latest.height + 1n));

const tell = (line: string) => writeSync(1, `${line}\n`);

/** Commits blocks for ever, one to five in a transaction, and tells every height that is committed. */
async function commit(path: string): Promise<void> {
  const { database, store } = openStore(path, CHILD_NAMES, { keep: KEEP });
  const next = numbers(Number(store.latest.height));
  tell(`open ${store.latest.height}`);
  for (;;) {
    for (let left = 1 + next(5); left > 0; left--) commitNext(store);
    database.write(() => store.flush());
    tell(`${store.latest.height}`);
    if (next(10) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Commits until the store refuses; what it says then, and whether it still answers. */
async function fill(path: string): Promise<void> {
  const { database, store } = openStore(path, CHILD_NAMES, { keep: 100_000 });
  for (;;) {
    const { height } = store.latest;
    commitNext(store);
    try {
      database.write(() => store.flush());
    } catch (error) {
      const again = refusal(() => database.write(() => store.flush()));
      tell(
        JSON.stringify({
          fault: (error as StoreError).fault,
          again,
          height: Number(height),
          reads: contentHash(store, height),
        }),
      );
      await database.close();
      return;
    }
  }
}

function refusal(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    return error instanceof StoreError ? error.fault : `other: ${(error as Error).stack}`;
  }
}

/** A hash of everything that a version holds. */
export function contentHash(store: VersionedStore, height: bigint): string {
  const version = store.at(height)!;
  const parts: string[] = [];
  for (const name of CHILD_NAMES) {
    const walk = version.iterate(name, {});
    for (let next = walk.next(); !next.done; next = walk.next()) {
      parts.push(name, next.value[0], Buffer.from(next.value[1]).toString('latin1'));
    }
  }
  return hash('sha256', parts.join('\0'));
}

/** Reads everything in each of the files: what it found, or why it could not. */
async function walk(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const said: string[] = [];
    const fault = refusal(() => {
      const { store } = openStore(path, CHILD_NAMES, { keep: KEEP }, { readOnly: true });
      for (let height = store.oldest; height <= store.latest.height; height++) said.push(contentHash(store, height));
    });
    tell(fault === 'none' ? hash('sha256', said.join()) : fault);
  }
}

/** Reads every table and every version of each of the files, opened as a chain opens it: `whole`, or why not. */
async function read(...paths: string[]): Promise<void> {
  for (const path of paths) {
    const fault = refusal(() => {
      const { database, store } = openStore(path, CHILD_NAMES, { keep: KEEP }, { sync: 'full' });
      for (const name of ['meta', 'nodes', 'versions', 'orphans']) readTable(database.table(name));
      for (let height = store.oldest; height <= store.latest.height; height++) contentHash(store, height);
    });
    tell(fault === 'none' ? 'whole' : fault);
  }
}

/** Goes on after a fault, which must be one of the store each time. */
function readTable(table: Table): void {
  const faults = [
    refusal(() => table.count()),
    refusal(() => [...table.keys()]),
    refusal(() => [...table.keys({ reverse: true })]),
    refusal(() => [...table.entries()]),
  ];
  const [worst] = faults.filter((fault) => fault !== 'none').sort((a, b) => b.length - a.length);
  if (worst === 'damaged') throw new StoreError('damaged', '', worst);
  if (worst !== undefined) throw new Error(worst);
}

async function open(path: string): Promise<void> {
  tell(refusal(() => openStore(path, CHILD_NAMES)));
}

const roles: Record<string, (...paths: string[]) => Promise<void>> = { commit, fill, walk, read, open };

if (process.argv[1] === childFile) {
  const [, , role, ...paths] = process.argv;
  await roles[role!]!(...paths);
}
