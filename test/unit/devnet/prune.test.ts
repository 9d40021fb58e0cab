import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beginFirstStart, endFirstStart } from '../../../src/devnet/first-start.ts';
import { dataFolder, devnetHome, genesisFile, logFile, planFile, snapshotsFolder } from '../../../src/devnet/paths.ts';
import { pruneAll } from '../../../src/devnet/prune.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allokit-prune-'));
  vi.stubEnv('ALLO_HOME', folder);
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/docker.sock`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The home of a devnet whose processes were all killed while it came up for the first time. */
function killed(name: string): string {
  const home = devnetHome(name);
  mkdirSync(join(dataFolder(home), 'validator-0', 'config'), { recursive: true });
  for (const file of [planFile, genesisFile, logFile]) writeFileSync(file(home), '{}');
  beginFirstStart(home);
  return home;
}

test('the home of a devnet that never came up goes', async () => {
  const home = killed('young');
  expect(await pruneAll()).toMatchObject([{ name: 'young', home, files: [home] }]);
  expect(existsSync(home)).toBe(false);
  expect(await pruneAll()).toEqual([]);
});

test('what else is kept in it stays', async () => {
  const home = killed('saved');
  mkdirSync(snapshotsFolder(home));
  expect(await pruneAll()).toMatchObject([{ name: 'saved', files: [dataFolder(home)] }]);
  expect([planFile(home), snapshotsFolder(home), logFile(home)].map(existsSync)).toEqual([false, true, true]);
  expect(await pruneAll()).toEqual([]);
});

test('a chain that came up stays', async () => {
  const home = killed('old');
  endFirstStart(home);
  expect(await pruneAll()).toEqual([]);
  expect([planFile(home), dataFolder(home)].map(existsSync)).toEqual([true, true]);
});
