import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './allo.ts';
import { type PackedPackage, packedPackage } from './package.ts';

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packedPackage();
}, 300_000);
afterAll(() => packed.close());

/** Forty monthly values with a season: the shortest series that a story is told of. */
const series = ['date,value', ...Array.from({ length: 44 }, (_, i) => `m${i},${((i * 7) % 12) + i / 10}`)].join('\n');

test('the packed package, installed globally into an empty home, tells the story', { timeout: 300_000 }, async () => {
  const { home, env, tarball } = packed;
  await packed.npm(['install', '--global', '--prefix', join(home, 'global'), '--no-fund', '--no-audit', tarball], home);

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

test('its libraries are typed, and every example runs', { timeout: 600_000 }, async () => {
  const { env, npm, tarball } = packed;
  const project = join(packed.home, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  await npm(['install', '--no-fund', '--no-audit', tarball], project);
  cpSync(join(root, 'examples'), join(project, 'examples'), { recursive: true });
  // A user's compiler, with its checks on; only Node's own types come from the checkout.
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext.disposable'], strict: true, noEmit: true },
    ...{ allowImportingTsExtensions: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['examples'] }));
  const run = (args: string[], more: NodeJS.ProcessEnv = {}) =>
    execa(process.execPath, args, {
      cwd: project,
      env: { ...env, ...more },
      extendEnv: false,
      all: true,
      reject: false,
    });
  const checked = await run([join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
  expect(checked.all).toBe('');

  const protocol = await run(['examples/protocol.ts']);
  expect(protocol.all).toMatch(/^network inference {2}31\d\d\.\d+\n(without \w+ .*\n){3}log10 loss +[\d.-]+$/);

  const devnet = await run(['examples/devnet.ts']);
  expect(devnet.all).toMatch(/^network inference 11\.?0*\nin another past {3}20\nblocks go on; /);

  const allo = (...args: string[]) => run([join(project, 'node_modules/allokit/bin/run.js'), ...args, '--json']);
  const up = await allo('devnet', 'up', '--rpc-port', '0', '--validators', '1');
  try {
    const { result } = JSON.parse(up.stdout ?? '') as { result: { endpoints: { rpc: string } } };
    const client = await run(['examples/client.ts'], { RPC: result.endpoints.rpc });
    expect(client.all).toMatch(/^localnet at height \d+, alice has \d+ uallo\ncreated in block \d+/);
    expect(client.all).toMatch(/topic 1: ETH price in 10 minutes \(not active\)\n.*\nnot-found: .*\nheight goes on$/);
  } finally {
    await allo('devnet', 'down', '--purge');
  }
});
