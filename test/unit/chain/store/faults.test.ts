import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database, FORMAT_VERSION, StoreError } from '../../../../src/chain/store/database.ts';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { CHILD_NAMES, childFile, commitNext, contentHash } from './child.ts';
import { folder } from './disk.ts';
import { numbers, openStore } from './writes.ts';

const DAMAGES = process.env.ALLOKIT_NIGHTLY ? 400 : 40;
const PAGE = 4096;
/** Root may write everything: what must not be writable is tried by somebody else. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const refused = (act: () => unknown): StoreError => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return error as StoreError;
  }
  return expect.fail('nothing was refused');
};

/** Runs a child whose files can have this many blocks of 512 or 1,024 bytes: writing more fails as on a full disk. */
function confined(blocks: number, ...roleAndPaths: string[]): SpawnSyncReturns<string> {
  const limited = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
  return spawnSync('sh', ['-c', limited, process.execPath, childFile, ...roleAndPaths], { encoding: 'utf8' });
}

/** A store of some versions whose file has few free pages. */
async function made(path: string, versions: number): Promise<void> {
  const { database, store } = openStore(path, CHILD_NAMES, { keep: 40 });
  for (let i = 0; i < versions; i++) {
    commitNext(store);
    database.write(() => store.flush());
    if (i % 4 === 0) await database.sync();
  }
  await database.close();
}

describe('what the store refuses', () => {
  test('a full disk: one error, what was committed stays, and it goes on once there is room', async () => {
    const path = join(folder(), 'chain.mdb');
    const run = confined(6_000, 'fill', path);
    expect(run.stderr).toBe('');
    const said = JSON.parse(run.stdout) as { fault: string; again: string; height: number; reads: string };
    expect(said).toMatchObject({ fault: 'full', again: 'full' });
    expect(said.height).toBeGreaterThan(20);

    const { database, store } = openStore(path, CHILD_NAMES, { keep: 100_000 });
    const twin = new VersionedStore(CHILD_NAMES);
    while (twin.latest.height < said.height) commitNext(twin);
    expect(store.latest.height).toBe(BigInt(said.height));
    expect(store.latest.appHash).toEqual(twin.latest.appHash);
    expect(contentHash(store, store.latest.height)).toBe(said.reads);
    commitNext(store);
    commitNext(twin);
    database.write(() => store.flush());
    expect(store.latest.appHash).toEqual(twin.latest.appHash);
    await database.close();
  });

  test('a disk without room for as much as an empty store', () => {
    for (const blocks of [0, 8, 16, 24, 32, 48, 100]) {
      const path = join(folder(), 'chain.mdb');
      const run = confined(blocks, 'open', path);
      expect([blocks, run.signal, run.stdout]).toEqual([blocks, null, 'full\n']);
    }
  });

  test('a file and a folder that cannot be written', async () => {
    const home = folder();
    const path = join(home, 'chain.mdb');
    await made(path, 3);
    const open = () => spawnSync(process.execPath, [childFile, 'open', path], { encoding: 'utf8', ...NOBODY }).stdout;
    chmodSync(path, 0o444);
    chmodSync(home, 0o755);
    expect(open()).toBe('read-only\n');
    rmSync(path);
    rmSync(`${path}-lock`);
    chmodSync(home, 0o555);
    expect(open()).toBe('read-only\n');
    chmodSync(home, 0o755);
  });

  test('a store of a newer version, also to read it', async () => {
    const path = join(folder(), 'chain.mdb');
    const database = Database.open({ path });
    database.write(() => database.table('meta').put(Buffer.from('format'), Uint8Array.of(FORMAT_VERSION + 1)));
    await database.close();
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      const error = refused(() => Database.open({ path, readOnly }));
      expect(error).toMatchObject({ fault: 'newer-format', path });
      expect(error.message).toContain('use the newer version');
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a file that is no store', () => {
    const home = folder();
    const path = join(home, 'chain.mdb');
    writeFileSync(path, 'this is a letter to my grandmother. '.repeat(500));
    expect(refused(() => Database.open({ path })).fault).toBe('damaged');
    writeFileSync(path, Buffer.alloc(PAGE * 4, 7));
    expect(refused(() => Database.open({ path })).fault).toBe('damaged');
    // A folder where the file should be.
    mkdirSync(join(home, 'other.mdb'));
    refused(() => Database.open({ path: join(home, 'other.mdb') }));
  });

  test(`damaged pages: ${DAMAGES} files give what was written or an error, never anything else`, async () => {
    const home = folder();
    const path = join(home, 'chain.mdb');
    await made(path, 60);
    const whole = readFileSync(path);
    const next = numbers(7);
    const paths = Array.from({ length: DAMAGES }, (_, index) => {
      const bytes = Buffer.from(whole);
      const page = 2 + next(whole.length / PAGE - 2);
      for (let left = 1 + next(16); left > 0; left--) {
        const at = page * PAGE + next(index % 3 === 0 ? 64 : PAGE);
        bytes[at] = bytes[at]! ^ (1 + next(255));
      }
      const damaged = join(home, `damaged-${index}.mdb`);
      writeFileSync(damaged, bytes);
      return damaged;
    });
    const run = spawnSync(process.execPath, [childFile, 'walk', path, ...paths], { encoding: 'utf8' });
    expect([run.signal, run.stderr]).toEqual([null, '']);
    const [right, ...found] = run.stdout.trim().split('\n');
    expect(right).toMatch(/^[0-9a-f]{64}$/);
    expect(found).toHaveLength(DAMAGES);
    expect(found.filter((each) => each !== right && each !== 'damaged')).toEqual([]);
    expect(found).toContain('damaged');
  });

  test('pages of zeros, one at a time: damage or what was written, also where whole tables are walked', async () => {
    const home = folder();
    const path = join(home, 'chain.mdb');
    await made(path, 20);
    const whole = readFileSync(path);
    let left = Array.from({ length: whole.length / PAGE }, (_, page) => {
      const damaged = join(home, `zeros-${page}.mdb`);
      writeFileSync(damaged, Buffer.from(whole).fill(0, page * PAGE, (page + 1) * PAGE));
      return damaged;
    });
    const found: string[] = [];
    while (left.length > 0) {
      const run = spawnSync(process.execPath, [childFile, 'read', ...left], { encoding: 'utf8' });
      const said = run.stdout.trim().split('\n').filter(Boolean);
      found.push(...said);
      // What ends the process that reads is told by the one that waits for it: the next process goes on behind it.
      expect([null, 'SIGSEGV', 'SIGBUS', 'SIGABRT']).toContain(run.signal);
      if (run.signal === null) expect([run.stderr, said.length]).toEqual(['', left.length]);
      left = left.slice(said.length + (run.signal === null ? 0 : 1));
    }
    expect(found.filter((each) => each !== 'whole' && each !== 'damaged')).toEqual([]);
    expect(found).toContain('damaged');
  });

  test('a record that is missing or another one is noticed', async () => {
    const path = join(folder(), 'chain.mdb');
    await made(path, 10);
    const database = Database.open({ path });
    const nodes = database.table('nodes');
    const [first, second] = [...nodes.keys()] as [Uint8Array, Uint8Array];
    database.write(() => nodes.delete(second));
    const versions = database.table('versions');
    const [newest] = [...versions.keys({ reverse: true, limit: 1 })];
    const read = () => {
      const store = new VersionedStore(CHILD_NAMES, { database });
      for (let height = store.oldest; height <= store.latest.height; height++) contentHash(store, height);
    };
    expect(refused(read)).toMatchObject({ fault: 'damaged', message: expect.stringContaining('is missing') });
    database.write(() => nodes.put(second, nodes.get(first)!));
    expect(refused(read).fault).toBe('damaged');
    database.write(() => versions.delete(newest!));
    expect(refused(read).message).toContain('not the one that was written last');
    await database.close();
  });
});
