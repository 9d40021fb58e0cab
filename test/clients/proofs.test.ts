import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proofCases } from '../support/proof-cases.ts';
import { proofChain } from '../support/proof-chain.ts';

/** Go on the path, or where its installer puts it. */
function goCommand(): string {
  const found = ['go', '/usr/local/go/bin/go'].find((go) => spawnSync(go, ['version']).status === 0);
  if (!found)
    throw new Error('these tests need Go (https://go.dev/dl): it is neither on the PATH nor in /usr/local/go');
  return found;
}

let chain: Awaited<ReturnType<typeof proofChain>>;
const folder = mkdtempSync(join(tmpdir(), 'allokit-ics23-'));
beforeAll(async () => {
  chain = await proofChain(12);
});
afterAll(async () => {
  await chain.close();
  rmSync(folder, { recursive: true, force: true });
});

test("Go's cosmos/ics23 agrees at every height, and refuses what was altered", () => {
  const cases = proofCases(chain, [12n, 11n, 5n, 2n]);
  cpSync(fileURLToPath(new URL('./ics23', import.meta.url)), folder, { recursive: true });
  expect(existsSync(join(folder, 'go.sum'))).toBe(true);
  const run = spawnSync(goCommand(), ['run', '.'], {
    cwd: folder,
    encoding: 'utf8',
    input: cases.map((each) => JSON.stringify(each)).join('\n'),
    maxBuffer: 1 << 26,
  });
  expect([run.status, run.stderr.replace(/^go: downloading .*\n/gm, '')]).toEqual([0, '']);
  const said = run.stdout.trim().split('\n');
  expect(said).toHaveLength(cases.length);
  const wrong = cases.filter(({ valid }, index) => said[index] !== String(valid));
  expect(wrong.map(({ what }) => what)).toEqual([]);
});
