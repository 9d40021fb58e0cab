import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlloraClient } from '../../src/client/client.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { gone, processStart } from '../../src/node/processes.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { sandbox } from './allo.ts';
import { appHashAt, refusal, rpc } from './control.ts';

const box = sandbox();
const MANUAL = ['--block-time', 'manual', '--rpc-port', '0'];
let first: DevnetStatus;
let again: DevnetStatus;

interface Seen {
  height: number;
  time: string;
  appHashes: string[];
  blocks: string[];
  balances: string[];
  found: string[];
}

/** What a client sees of a chain. */
async function seen({ endpoints: { rpc: url }, accounts }: DevnetStatus): Promise<Seen> {
  const { sync_info } = await rpc<{ sync_info: { latest_block_height: string; latest_block_time: string } }>(
    url,
    'status',
  );
  const height = Number(sync_info.latest_block_height);
  const heights = Array.from({ length: height }, (_, i) => i + 1);
  const { txs } = await rpc<{ txs: { hash: string; height: string }[] }>(url, 'tx_search', {
    query: 'transfer.recipient EXISTS',
  });
  const { blocks } = await rpc<{ blocks: { block: { header: { height: string } } }[] }>(url, 'block_search', {
    query: 'block.height > 3',
  });
  const client = new AlloraClient(url ?? '');
  const balances = await Promise.all(
    accounts.map(({ address }) => client.query(Bank.method.balance, { address, denom: 'uallo' })),
  );
  return {
    height,
    time: sync_info.latest_block_time,
    appHashes: await Promise.all(heights.map((at) => appHashAt(url, at))),
    blocks: blocks.map(({ block }) => block.header.height),
    balances: balances.map(({ balance }) => balance?.amount ?? '0'),
    found: txs.map(({ hash, height: at }) => `${hash} ${at}`),
  };
}

beforeAll(async () => {
  first = await box.json<DevnetStatus>(
    'devnet',
    'up',
    '--genesis-time',
    '2026-01-01T00:00:00Z',
    '--seed',
    'kept',
    ...MANUAL,
  );
});
afterAll(() => box.close());

describe('a devnet that was stopped', () => {
  it('goes on from its last block, with everything kept', async () => {
    await box.json('devnet', 'faucet', 'bob', '--amount', '5allo');
    await box.json('devnet', 'advance', '--time', '2h');
    await box.json('devnet', 'faucet', 'carol', '--amount', '7uallo');
    await box.json('devnet', 'advance', '--blocks', '20');
    const before = await seen(first);
    expect([before.found.length, before.blocks.length]).toEqual([2, before.height - 3]);
    const { stdout, stderr } = await box.allo('devnet', 'down', '--json');
    expect(JSON.parse(stdout).result.stopped).toEqual([
      { name: 'default', ending: 'asked', home: first.home, purged: false },
    ]);
    expect(stderr).toContain('chain is kept');
    expect(readdirSync(first.home).sort()).toEqual(['chain.json', 'daemon.log', 'data', 'genesis.json']);
    expect(refusal(await box.allo('devnet', 'status', '--json'))).toMatchObject({
      exit: 4,
      code: 'ALLO4001',
      hint: 'Go on with it: `allo devnet up`.',
    });

    again = await box.json<DevnetStatus>('devnet', 'up');
    const { pid, endpoints, ...kept } = again;
    const { pid: _pid, endpoints: _endpoints, height: _height, time: _time, validators: _validators, ...were } = first;
    expect(kept).toMatchObject(were);
    expect(again.validators.map(({ address }) => address)).toEqual(first.validators.map(({ address }) => address));
    expect(await seen(again)).toEqual(before);
    const next = await box.json<{ height: number; time: string }>('devnet', 'advance', '--blocks', '1');
    expect(next.height).toBe(before.height + 1);
    expect(Date.parse(next.time) - Date.parse(before.time)).toBe(1_000);
    await box.json('devnet', 'faucet', 'bob', '--amount', '1uallo');
  });

  it('loses nothing when it is killed', async () => {
    const before = await seen(again);
    const process_ = { pid: again.pid, processStart: processStart(again.pid) ?? '' };
    process.kill(again.pid, 'SIGKILL');
    expect(await gone(process_, 10_000)).toBe(true);
    again = await box.json<DevnetStatus>('devnet', 'up');
    expect(await seen(again)).toEqual(before);
  });

  it('stays the chain that it is, whoever says otherwise', async () => {
    await box.json('devnet', 'down');
    const up = async (...flags: string[]) => refusal(await box.allo('devnet', 'up', ...flags, '--json'));
    for (const [flag, value] of [
      ['--chain-id', 'another-1'],
      ['--validators', '3'],
      ['--seed', 'other'],
      ['--genesis-time', '2026-02-01T00:00:00Z'],
    ] as const) {
      const refused = await up(flag, value);
      expect(refused).toMatchObject({ exit: 2, code: 'ALLO2015' });
      expect(refused.message).toContain(flag);
      expect(refused.hint).toContain(`Leave ${flag} out`);
    }
    expect((await up('--seed', 'other')).message).not.toContain('kept');
    const configuration = join(box.directory, 'allo.config.json');
    writeFileSync(configuration, JSON.stringify({ devnet: { validators: 7 } }));
    const refused = await up();
    writeFileSync(configuration, '{}');
    expect(refused.code).toBe('ALLO2015');
    expect(refused.message).toContain(`--validators (from ${configuration})`);
  });

  it('may be run in another way, and remembers how', async () => {
    const same = ['--chain-id', 'localnet', '--validators', '4', '--seed', 'kept'];
    again = await box.json<DevnetStatus>('devnet', 'up', ...same, '--block-time', '1h', '--sync', 'full');
    expect(again.blockTime).toBe('1h');
    await box.json('devnet', 'down');
    again = await box.json<DevnetStatus>('devnet', 'up');
    expect(again.blockTime).toBe('1h');
  });

  it('begins again at its genesis when it is reset, which must be confirmed', async () => {
    const before = await appHashAt(again.endpoints.rpc, 2);
    const refused = refusal(await box.allo('devnet', 'reset', '--json'));
    expect(refused).toMatchObject({ exit: 2, code: 'ALLO2008' });
    expect(refused.message).toContain('--yes');
    expect(await box.json('devnet', 'reset', '--yes')).toMatchObject({ height: 1, time: '2026-01-01T00:00:00Z' });
    await box.json('devnet', 'advance', '--blocks', '1');
    expect(await appHashAt(again.endpoints.rpc, 2)).toBe(before);
    await box.json('devnet', 'down');
    expect(await box.json('devnet', 'reset', '--yes')).toMatchObject({ height: 1 });
    expect((await box.json<DevnetStatus>('devnet', 'up')).height).toBe(1);
  });

  it('is gone with --purge', async () => {
    await box.json('devnet', 'down', '--purge');
    expect(existsSync(first.home)).toBe(false);
    expect(refusal(await box.allo('devnet', 'rewind', '--height', '1', '--json')).code).toBe('ALLO4001');
    expect(refusal(await box.allo('devnet', 'doctor', '--json')).code).toBe('ALLO4001');
  });
});

describe('time', () => {
  it('stays ahead of the clock by what it was moved', async () => {
    await box.json('devnet', 'up', '--name', 'ahead', '--validators', '1', '--rpc-port', '0');
    const moved = await box.json<{ time: string }>('devnet', 'advance', '--time', '48h', '--name', 'ahead');
    await box.json('devnet', 'down', '--name', 'ahead');
    await box.json('devnet', 'up', '--name', 'ahead');
    await box.json('devnet', 'faucet', 'bob', '--name', 'ahead');
    const { time } = await box.json<DevnetStatus>('devnet', 'status', '--name', 'ahead');
    expect(Date.parse(time)).toBeGreaterThan(Date.parse(moved.time));
    expect(Date.parse(time)).toBeGreaterThan(Date.now() + 47 * 3_600_000);
  });
});

describe('two devnets', () => {
  it('keep their own chains side by side', async () => {
    const names = ['left', 'right'];
    const up = (name: string) => box.json<DevnetStatus>('devnet', 'up', '--name', name, '--validators', '1', ...MANUAL);
    const started = [await up('left'), await up('right')];
    await box.json('devnet', 'advance', '--blocks', '5', '--name', 'left');
    await box.json('devnet', 'advance', '--blocks', '9', '--name', 'right');
    await box.json('devnet', 'snapshot', 'save', 'mine', '--name', 'right');
    for (const name of names) await box.json('devnet', 'down', '--name', name);
    const heights = [];
    for (const name of names) heights.push((await box.json<DevnetStatus>('devnet', 'up', '--name', name)).height);
    expect(heights).toEqual([6, 10]);
    expect(refusal(await box.allo('devnet', 'snapshot', 'restore', 'mine', '--name', 'left', '--json')).code).toBe(
      'ALLO2018',
    );
    expect(started[0]?.home).not.toBe(started[1]?.home);
  });
});
