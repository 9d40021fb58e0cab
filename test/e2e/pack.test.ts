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
  // The machine's own npm with the machine's own settings (proxies, certificates), but a fresh user's home and nothing of the
  // checkout on the path.
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^ALLO_|^VITEST/.test(name));
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const machine = { ...Object.fromEntries(inherited), PATH: path.join(':'), HOME: home };
  const npm = async (args: string[], cwd: string) => {
    const done = await execa('npm', args, {
      cwd,
      env: machine,
      extendEnv: false,
      all: true,
      timeout: 240_000,
      reject: false,
    });
    if (done.failed)
      throw new Error(`npm ${args[0]} in ${cwd} ${done.timedOut ? 'took over four minutes' : 'failed'}:\n${done.all}`);
  };
  // The shipped program runs on this Node.
  const env = { ...machine, PATH: `${dirname(process.execPath)}:${machine.PATH}` };
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
  expect(result.rows.find((row: { kind: string }) => row.kind === 'network').alone).toBeTypeOf('string');

  const left = await execa(allo, ['devnet', 'list', '--json'], { cwd: home, env, extendEnv: false });
  expect(JSON.parse(left.stdout).result.devnets).toEqual([]);
});
