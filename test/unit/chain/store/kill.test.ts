import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { CHILD_NAMES, childFile, commitNext, contentHash } from './child.ts';
import { folder } from './disk.ts';
import { numbers, openStore } from './writes.ts';

const KILLS = process.env.ALLOKIT_NIGHTLY ? 200 : 20;

/** Lets the child commit for a while, kills it, and tells the last height that it said was committed. */
async function killed(child: ChildProcess, after: number): Promise<bigint> {
  let height = 0n;
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => {
    if (line.startsWith('open ')) setTimeout(() => child.kill('SIGKILL'), after);
    height = BigInt(line.replace('open ', ''));
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return height;
}

test(`${KILLS} kills at random instants lose nothing that was committed`, async () => {
  const path = join(folder(), 'chain.mdb');
  const next = numbers(4);
  const twin = new VersionedStore(CHILD_NAMES, { keep: 0 });
  for (let round = 1; round <= KILLS; round++) {
    const child = spawn(process.execPath, [childFile, 'commit', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const told = await killed(child, next(60));
    const { database, store } = openStore(path, CHILD_NAMES, { keep: 40 });
    const { height, appHash } = store.latest;
    expect(height, `round ${round}`).toBeGreaterThanOrEqual(told);
    while (twin.latest.height < height) commitNext(twin);
    expect(appHash).toEqual(twin.latest.appHash);
    expect(contentHash(store, height)).toBe(contentHash(twin, height));
    await database.close();
  }
  expect(twin.latest.height).toBeGreaterThan(KILLS);
}, 600_000);
