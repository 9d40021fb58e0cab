import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountNames } from '../../../src/cli/accounts.ts';
import { readNames, writeNames } from '../../../src/devnet/names.ts';

const ALICE = 'allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8';
const RIDGE = 'allo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqas6usy';
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'allokit-names-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('noted names are read again, by their owner only', () => {
  expect(readNames(home).size).toBe(0);
  writeNames(home, new Map([[RIDGE, 'ridge']]));
  expect([...readNames(home)]).toEqual([[RIDGE, 'ridge']]);
  expect((statSync(join(home, 'names.json')).mode & 0o777).toString(8)).toBe('600');
  writeFileSync(join(home, 'names.json'), '{');
  expect(readNames(home).size).toBe(0);
});

test('people see names where there are any, and the accounts keep theirs', async () => {
  writeNames(
    home,
    new Map([
      [RIDGE, 'ridge'],
      [ALICE, 'mallory'],
    ]),
  );
  const devnet = { name: 'x', home, control: '', seed: null, blockTime: 'manual' };
  const { short, full } = await accountNames({
    name: 'devnet',
    kind: 'devnet',
    chainId: 'x',
    rpc: '',
    rpcs: [],
    devnet,
  });
  expect([short(RIDGE), short(ALICE)]).toEqual(['ridge', 'alice']);
  expect(full(RIDGE)).toBe(`ridge (${RIDGE})`);
  expect(short('allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm')).toBe('bob');
  const elsewhere = await accountNames({ name: 'testnet', kind: 'public', chainId: 'x', rpc: '', rpcs: [] });
  expect(elsewhere.short(ALICE)).toBe('allo15yk6…4vw8');
});
