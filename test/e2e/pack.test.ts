import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { root } from './allo.ts';

const home = mkdtempSync(join(tmpdir(), 'allokit-pack-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Forty monthly values with a season: the shortest series that a story is told of. */
const series = ['date,value', ...Array.from({ length: 44 }, (_, i) => `m${i},${((i * 7) % 12) + i / 10}`)].join('\n');

test('the packed package, installed globally into an empty home, tells the story', { timeout: 300_000 }, async () => {
  // Only what this Node and a fresh user have: nothing of the checkout is on the path.
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    npm_config_update_notifier: 'false',
  };
  const npm = (args: string[], cwd: string) => execa('npm', args, { cwd, env, extendEnv: false, all: true });
  await npm(['pack', '--ignore-scripts', '--pack-destination', home], root);
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz'))!;
  await npm(
    ['install', '--global', '--prefix', join(home, 'global'), '--no-fund', '--no-audit', join(home, tarball)],
    home,
  );

  writeFileSync(join(home, 'series.csv'), series);
  const allo = join(home, 'global/bin/allo');
  const told = await execa(allo, ['quickstart', '--data', 'series.csv', '--season', '12', '--json'], {
    cwd: home,
    env,
    extendEnv: false,
  });
  const { ok, result } = JSON.parse(told.stdout);
  expect(ok).toBe(true);
  expect(result.epochs).toHaveLength(24);
  expect(result.rows.find((row: { kind: string }) => row.kind === 'network').alone).toBeTypeOf('number');

  const left = await execa(allo, ['devnet', 'list', '--json'], { cwd: home, env, extendEnv: false });
  expect(JSON.parse(left.stdout).result.devnets).toEqual([]);
});
