import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planFile, snapshotsFolder } from '../../../src/devnet/paths.ts';
import { readPlan, removeChain, writePlan } from '../../../src/devnet/plan.ts';
import {
  deleteSnapshot,
  listSnapshots,
  saveSnapshot,
  snapshotFolder,
  sweepSnapshots,
} from '../../../src/devnet/snapshots.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'allokit-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const options = {
  name: 'default',
  engine: 'embedded',
  chainId: 'localnet',
  validators: 4,
  blockTime: 'manual',
  blockIntervalMs: null,
  genesisTime: '2026-01-01T00:00:00Z',
  seed: 'a seed',
  host: '0.0.0.0',
  rpcPort: 0,
  grpcPort: 0,
  restPort: 0,
  consumerPort: 0,
  faucetPort: null,
  consumer: { evmChainId: 1, evmContract: '', prices: {} },
  sync: 'full',
  imageFrom: 'host',
  genesis: null,
} as const;

describe('what a chain is', () => {
  it('is remembered with how it was run, but not where it listened', () => {
    expect(readPlan(home)).toBeNull();
    writePlan(home, options);
    expect(readPlan(home)).toEqual({
      version: 1,
      engine: 'embedded',
      chainId: 'localnet',
      validators: 4,
      genesisTime: '2026-01-01T00:00:00Z',
      seed: 'a seed',
      blockTime: 'manual',
      rpcPort: 0,
      grpcPort: 0,
      restPort: 0,
      consumerPort: 0,
      faucetPort: null,
      minGasPrice: '0',
      sync: 'full',
    });
    removeChain(home);
    expect(readPlan(home)).toBeNull();
  });

  it.each([
    ['{"version":1', 'damaged'],
    ['null', 'damaged'],
    ['{"version":1,"chainId":5}', 'damaged'],
    ['{"version":2,"chain":"x"}', 'newer-format'],
  ])('is not guessed (%s)', (text, kind) => {
    writeFileSync(planFile(home), text);
    expect(() => readPlan(home)).toThrow(expect.objectContaining({ kind }));
  });
});

describe('snapshots', () => {
  const at = { height: 7, time: '2026-01-01T00:00:07Z', appHash: 'AB', bytes: 3 };
  const save = (name: string) =>
    saveSnapshot(home, name, async (folder) => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'chain'), 'abc');
      return at;
    });

  it('are whole or not there', async () => {
    const failed = saveSnapshot(home, 'half', async (folder) => {
      mkdirSync(folder);
      throw new Error('no room');
    });
    await expect(failed).rejects.toThrow('no room');
    expect([listSnapshots(home), readdirSync(snapshotsFolder(home))]).toEqual([[], []]);
    mkdirSync(join(snapshotsFolder(home), '.half.17'));
    mkdirSync(join(snapshotsFolder(home), 'strange'));
    expect(listSnapshots(home)).toEqual([]);
    sweepSnapshots(home);
    expect(readdirSync(snapshotsFolder(home))).toEqual(['strange']);
  });

  it('have names that stay in their folder', async () => {
    const info = await save('first');
    expect(listSnapshots(home)).toEqual([{ name: 'first', ...at, savedAt: info.savedAt }]);
    await expect(save('first')).rejects.toMatchObject({ kind: 'snapshot-exists' });
    for (const name of ['..', '../x', '.hidden', '', 'a/b', 'x'.repeat(64)]) {
      await expect(save(name)).rejects.toMatchObject({ kind: 'bad-request' });
      expect(() => deleteSnapshot(home, name)).toThrow(expect.objectContaining({ kind: 'bad-request' }));
    }
    expect(() => snapshotFolder(home, 'second')).toThrow(expect.objectContaining({ hint: 'There are: first.' }));
    deleteSnapshot(home, 'first');
    expect(readdirSync(snapshotsFolder(home))).toEqual([]);
  });
});
