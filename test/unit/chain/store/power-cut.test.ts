import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyAsOpened, Database, FORMAT_VERSION, isRestoreDue } from '../../../../src/chain/store/database.ts';
import type { Version } from '../../../../src/chain/store/versions.ts';
import { folder } from './disk.ts';
import { commitWrites, numbers, type OnDisk, openStore, type Write } from './writes.ts';

const ROUNDS = process.env.ALLOKIT_NIGHTLY ? 200 : 12;
const PAGE = 4096;
const NAMES = ['a', 'b'];

const content = (version: Version): string[] =>
  NAMES.flatMap((store) => {
    const walk = version.iterate(store, {});
    const found: string[] = [];
    for (let next = walk.next(); !next.done; next = walk.next()) found.push(`${next.value[0]}=${next.value[1]}`);
    return found;
  });

/**
 * What a power cut may leave: of every page that was written since the last sync, the old or the new one. The system may
 * have written any of them, in any order.
 */
function torn(before: Buffer, after: Buffer, next: (below: number) => number): Buffer {
  const out = Buffer.alloc(after.length);
  const bias = 1 + next(9);
  for (let at = 0; at < after.length; at += PAGE) {
    const from = next(10) < bias ? before : after;
    if (at < from.length) from.copy(out, at, at, Math.min(at + PAGE, from.length));
  }
  return out.subarray(0, Math.max(before.length, PAGE * next(1 + after.length / PAGE)));
}

/** A store that changes as `next` says, and remembers what every version held. */
function world(path: string, next: (below: number) => number) {
  const held = new Map<bigint, string[]>();
  const write = ({ database, store }: OnDisk, blocks: number) => {
    for (let i = 0; i < blocks; i++) {
      const writes: Write[] = Array.from({ length: 1 + next(30) }, () => [
        NAMES[next(2)]!,
        `key${next(150)}`,
        next(4) === 0 ? undefined : `${next(1e9)}`.repeat(1 + next(20)),
      ]);
      commitWrites(store, writes);
      if (next(2) === 0) database.write(() => store.flush());
    }
    database.write(() => store.flush());
    held.set(store.latest.height, content(store.latest));
    return store.latest.height;
  };
  const open = (boot: string) => openStore(path, NAMES, { keep: 5 }, { boot });
  return { held, write, open };
}

describe('a power cut', () => {
  test('leads back to the last checkpoint, whatever the system had written of what came after', async () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const next = numbers(seed);
      const path = join(folder(), 'chain.mdb');
      const { held, write, open } = world(path, next);
      let disk = open('boot 1');
      write(disk, 1 + next(20));
      await disk.database.sync();
      const safe = write(disk, 1 + next(20));
      await disk.database.sync();
      const before = readFileSync(path);
      // None of this is on the disk for certain.
      write(disk, 1 + next(60));
      const after = readFileSync(path);
      copyFileSync(`${path}-checkpoint`, `${path}-kept`);
      await disk.database.close();
      writeFileSync(path, torn(before, after, next));
      copyFileSync(`${path}-kept`, `${path}-checkpoint`);

      disk = open('boot 2');
      expect([seed, disk.store.latest.height]).toEqual([seed, safe]);
      expect(content(disk.store.latest)).toEqual(held.get(safe));
      const further = write(disk, 5);
      await disk.database.close();
      disk = open('boot 2');
      expect(content(disk.store.latest)).toEqual(held.get(further));
      await disk.database.close();
    }
  });

  test('after a kill leads back no further than to where the killed store was opened again', async () => {
    const next = numbers(99);
    const path = join(folder(), 'chain.mdb');
    const { held, write, open } = world(path, next);
    let disk = open('boot 1');
    write(disk, 10);
    await disk.database.sync();
    const killed = write(disk, 30);
    // What a kill leaves: everything that was written, and the checkpoint of before.
    const left = readFileSync(path);
    copyFileSync(`${path}-checkpoint`, `${path}-kept`);
    await disk.database.close();
    writeFileSync(path, left);
    copyFileSync(`${path}-kept`, `${path}-checkpoint`);

    disk = open('boot 1');
    expect(disk.store.latest.height).toBe(killed);
    const before = readFileSync(path);
    copyFileSync(`${path}-checkpoint`, `${path}-kept`);
    write(disk, 40);
    const after = readFileSync(path);
    await disk.database.close();
    writeFileSync(path, torn(before, after, next));
    copyFileSync(`${path}-kept`, `${path}-checkpoint`);

    disk = open('boot 2');
    expect(disk.store.latest.height).toBe(killed);
    expect(content(disk.store.latest)).toEqual(held.get(killed));
    await disk.database.close();
  });

  test('takes nothing from a store that waited for the disk, whatever a checkpoint of before says', async () => {
    const path = join(folder(), 'chain.mdb');
    const { held, write, open } = world(path, numbers(6));
    const first = open('boot 1');
    write(first, 10);
    await first.database.close();
    const full = openStore(path, NAMES, {}, { boot: 'boot 1', sync: 'full' });
    const height = write(full, 10);
    await full.database.close();
    const last = open('boot 2');
    expect(last.store.latest.height).toBe(height);
    expect(content(last.store.latest)).toEqual(held.get(height));
    await last.database.close();
  });

  test('a store that does not open keeps its checkpoint', async () => {
    const path = join(folder(), 'chain.mdb');
    const { write, open } = world(path, numbers(8));
    const { database, store } = open('boot 1');
    write({ database, store }, 3);
    database.write(() => database.table('meta').put(Buffer.from('format'), Uint8Array.of(FORMAT_VERSION + 1)));
    await database.close();
    expect(() => Database.open({ path, boot: 'boot 1', sync: 'full' })).toThrow('newer version');
    expect(existsSync(`${path}-checkpoint`)).toBe(true);
  });

  test('a copy is what opening the file would make of it', async () => {
    const path = join(folder(), 'chain.mdb');
    const next = numbers(11);
    const { held, write, open } = world(path, next);
    const disk = open('boot 1');
    const safe = write(disk, 10);
    await disk.database.sync();
    const kept = readFileSync(`${path}-checkpoint`);
    write(disk, 10);
    const after = readFileSync(path);
    await disk.database.close();
    writeFileSync(path, after);
    writeFileSync(`${path}-checkpoint`, kept);
    expect(isRestoreDue(path)).toBe(true);
    const copy = join(folder(), 'copy.mdb');
    copyAsOpened(path, copy);
    expect(isRestoreDue(copy)).toBe(false);
    expect(readFileSync(path).equals(after)).toBe(true);
    const other = openStore(copy, NAMES, {}, { readOnly: true });
    expect(content(other.store.latest)).toEqual(held.get(safe));
    await other.database.close();
  });

  test('a checkpoint of another file is left alone', async () => {
    const path = join(folder(), 'chain.mdb');
    const { held, write, open } = world(path, numbers(5));
    const disk = open('boot 1');
    write(disk, 10);
    const copied = write(disk, 3);
    const copy = join(folder(), 'copy.mdb');
    disk.database.copyTo(copy);
    await disk.database.sync();
    copyFileSync(`${path}-checkpoint`, `${copy}-checkpoint`);
    write(disk, 5);
    await disk.database.close();
    const other = openStore(copy, NAMES, {}, { boot: 'boot 2' });
    expect(other.store.latest.height).toBe(copied);
    expect(content(other.store.latest)).toEqual(held.get(copied));
    await other.database.close();
  });
});
