import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlPosition } from '../../src/devnet/control/protocol.ts';
import type { DevnetStatus, SnapshotInfo } from '../../src/devnet/types.ts';
import { sandbox } from './allo.ts';
import { appHashAt, refusal, rpc } from './control.ts';

const box = sandbox();
let up: DevnetStatus;

const advance = (blocks: number) =>
  box.json<{ height: number; time: string }>('devnet', 'advance', '--blocks', `${blocks}`);
const snapshots = async () => (await box.json<{ snapshots: SnapshotInfo[] }>('devnet', 'snapshot', 'list')).snapshots;
const faucet = (name: string, amount: string) =>
  box.json<{ hash: string; height: number }>('devnet', 'faucet', name, '--amount', amount);
const balance = async (name: string): Promise<string> => {
  const address = up.accounts.find((account) => account.name === name)?.address ?? '';
  const { balance } = await box.json<{ balance: { amount: string } }>(
    'query',
    'bank',
    'Balance',
    JSON.stringify({ address, denom: 'uallo' }),
  );
  return balance.amount;
};

async function sends(url = up.endpoints.rpc): Promise<string[]> {
  const found = await rpc<{ txs: { hash: string }[] }>(url, 'tx_search', { query: 'tx.height > 0' });
  return found.txs.map(({ hash }) => hash);
}

beforeAll(async () => {
  up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '2', '--block-time', 'manual', '--rpc-port', '0');
});
afterAll(() => box.close());

describe('a snapshot', () => {
  let saved: SnapshotInfo;
  let had: string;
  const kept: string[] = [];

  it('is saved under its name while the devnet runs', async () => {
    kept.push((await faucet('bob', '5allo')).hash);
    await advance(10);
    had = await balance('bob');
    saved = await box.json<SnapshotInfo>('devnet', 'snapshot', 'save', 'before');
    expect(saved).toEqual({
      name: 'before',
      height: 12,
      time: expect.stringMatching(/^20.*Z$/),
      appHash: expect.stringMatching(/^[0-9A-F]{64}$/),
      bytes: expect.any(Number),
      savedAt: expect.stringMatching(/^20.*Z$/),
    });
    expect(await snapshots()).toEqual([saved]);
    expect(refusal(await box.allo('devnet', 'snapshot', 'save', 'before', '--json'))).toMatchObject({
      exit: 2,
      code: 'ALLO2017',
    });
    expect(refusal(await box.allo('devnet', 'snapshot', 'save', '../out', '--json')).code).toBe('ALLO2004');
  });

  it('is restored: what came after is gone, and the chain goes another way', async () => {
    const { hash } = await faucet('bob', '7allo');
    const after = await advance(3);
    const otherWay = await appHashAt(up.endpoints.rpc, after.height);
    const position = await box.json<ControlPosition>('devnet', 'snapshot', 'restore', 'before');
    expect(position).toEqual({ snapshot: 'before', height: saved.height, time: saved.time, appHash: saved.appHash });
    expect([await balance('bob'), await sends()]).toEqual([had, kept]);
    expect(
      (await rpc<object | undefined>(up.endpoints.rpc, 'tx', { hash: Buffer.from(hash, 'hex').toString('base64') })) ??
        null,
    ).toBeNull();
    kept.push((await faucet('carol', '1uallo')).hash);
    const next = await advance(3);
    expect(next.height).toBe(after.height);
    expect(Date.parse(next.time) - Date.parse(saved.time)).toBe(4_000);
    expect(await appHashAt(up.endpoints.rpc, next.height)).not.toBe(otherWay);
    expect(await sends()).toEqual(kept);
  });

  it('is saved and restored where the devnet is stopped, too', async () => {
    await box.json('devnet', 'down');
    const later = await box.json<SnapshotInfo>('devnet', 'snapshot', 'save', 'later');
    expect((await snapshots()).map(({ name }) => name)).toEqual(['before', 'later']);
    expect(await box.json<ControlPosition>('devnet', 'snapshot', 'restore', 'before')).toMatchObject({ height: 12 });
    expect(refusal(await box.allo('devnet', 'status', '--json')).code).toBe('ALLO4001');
    up = await box.json<DevnetStatus>('devnet', 'up');
    expect([up.height, up.blockTime, await balance('bob')]).toEqual([12, 'manual', had]);
    await box.json('devnet', 'snapshot', 'restore', 'later');
    expect((await box.json<DevnetStatus>('devnet', 'status')).height).toBe(later.height);
    expect(await sends()).toEqual(kept);
  });

  it('is removed by its name', async () => {
    expect(await box.json('devnet', 'snapshot', 'delete', 'later')).toEqual({ deleted: 'later' });
    const refused = refusal(await box.allo('devnet', 'snapshot', 'delete', 'later', '--json'));
    expect(refused).toMatchObject({ exit: 2, code: 'ALLO2018', hint: 'There are: before.' });
    expect(refusal(await box.allo('devnet', 'snapshot', 'restore', 'later', '--json')).code).toBe('ALLO2018');
    expect(readdirSync(join(up.home, 'snapshots'))).toEqual(['before']);
  });
});

describe('a rewind', () => {
  it('makes an earlier block the latest, and other transactions follow', async () => {
    const { hash, height } = await faucet('dave', '3allo');
    await advance(20);
    const before = await appHashAt(up.endpoints.rpc, height);
    const position = await box.json<ControlPosition>('devnet', 'rewind', '--height', `${height - 1}`);
    expect([position.height, position.appHash]).toEqual([height - 1, before]);
    expect(await sends()).not.toContain(hash);
    const other = await faucet('dave', '4allo');
    expect([other.height, other.hash === hash]).toEqual([height, false]);
    expect(await appHashAt(up.endpoints.rpc, height)).toBe(before);
    await advance(1);
    expect((await box.json<DevnetStatus>('devnet', 'status')).height).toBe(height + 1);
  });

  it('says which heights are kept', async () => {
    const refused = refusal(await box.allo('devnet', 'rewind', '--height', '9999', '--json'));
    expect(refused).toMatchObject({ exit: 2, code: 'ALLO2016' });
    expect(refused.message).toMatch(/^Height 9999 is not kept: 1 to \d+ are\.$/);
    expect((await box.allo('devnet', 'rewind', '--json')).code).toBe(2);
  });
});
