import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { describeSnapshot, type EmbeddedEngine } from '../../../src/engine/embedded/index.ts';
import { DataFolder } from './data.ts';
import { genesisOf, rpc, startNetwork, stopNetworks, txBase64, validatorKeys } from './network.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = new DataFolder();
});
afterEach(async () => {
  await folder.remove();
  await stopNetworks();
});

const SECOND = 1_000_000_000n;
const send = (engine: EmbeddedEngine, tx: string) => rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });
const found = async (engine: EmbeddedEngine, query: string) =>
  Number((await rpc(engine, 'tx_search', { query })).result.total_count);

/** Ten blocks, each adding its own height. */
async function tenBlocks(engine: EmbeddedEngine): Promise<void> {
  while (engine.height < 10n) {
    await send(engine, `add ${engine.height + 1n}`);
    await engine.advance({ blocks: 1 });
  }
}

describe('rewind', () => {
  test('makes an older block the latest again, in everything that can be seen', async () => {
    const engine = await folder.start();
    await tenBlocks(engine);
    const hash = engine.blockHashAt(6n);
    const appHash = Buffer.from(engine.appHashAt(6n)!).toString('hex').toUpperCase();
    expect(await found(engine, 'added.amount EXISTS')).toBe(9);

    await send(engine, 'add 1000');
    const position = await engine.rewind(6n);
    expect(position).toEqual({ height: 6n, time: engine.time, appHash });
    expect(engine.status()).toMatchObject({ height: 6n, appHash, waitingTxs: 0 });
    expect(engine.blockHashAt(6n)).toEqual(hash);
    expect(engine.blockHashAt(7n)).toBeUndefined();
    expect(await found(engine, 'added.amount EXISTS')).toBe(5);
    expect((await rpc(engine, 'block', { height: '7' })).error?.data).toContain('must be less than or equal');
    expect(folder.app.total).toBe(20n);

    // Another history: the same heights, other blocks.
    await send(engine, 'add 500');
    await engine.advance({ blocks: 4 });
    expect(engine.height).toBe(10n);
    expect(folder.app.total).toBe(520n);
    expect(await found(engine, 'added.amount EXISTS')).toBe(6);
    expect(await found(engine, `added.amount='9uallo'`)).toBe(0);
    await engine.stop();
    expect((await folder.start()).status()).toMatchObject({ height: 10n, appHash: engine.status().appHash });
  });

  test('makes the same blocks again under the same commands', async () => {
    const engine = await folder.start();
    const changed = Buffer.from(engine.status().validators[2]!.pubKey).toString('hex');
    await engine.advance({ blocks: 3 });
    await send(engine, `power ${changed} 50`);
    await engine.advance({ blocks: 7 });
    const hash = engine.blockHashAt(11n);
    for (const height of [10n, 7n, 6n, 5n, 4n]) {
      await engine.rewind(height);
      if (height === 4n) await send(engine, `power ${changed} 50`);
      await engine.advance({ blocks: Number(11n - engine.height) });
      expect(engine.blockHashAt(11n)).toEqual(hash);
    }
  });

  test('lets time go on from the block rewound to, also after a restart', async () => {
    let now = 1_800_000_000n * SECOND;
    const options = { blockTime: 'instant', emptyBlockAfterMs: 3_600_000, now: () => now } as const;
    const engine = await folder.start(options);
    await engine.advance({ blocks: 1 });
    const { time } = engine;
    await engine.advance({ time: 1_000n * SECOND });
    now += 50n * SECOND;
    await engine.rewind(2n);
    now += 3n * SECOND;
    await engine.advance({ time: SECOND });
    expect(engine.time).toBe(time + 4n * SECOND);
    await engine.rewind(2n);
    await engine.stop();
    now += 5n * SECOND;
    const again = await folder.start(options);
    await again.advance({ time: SECOND });
    expect(again.time).toBe(time + 6n * SECOND);
  });

  test('sends subscribers away and lets go who waits for a transaction', async () => {
    const engine = await folder.start();
    await engine.advance({ blocks: 3 });
    const socket = new WebSocket(engine.endpoints.ws);
    await new Promise((open) => socket.once('open', open));
    const closed = new Promise<[number, Buffer]>((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason]));
    });
    const waiting = rpc(engine, 'broadcast_tx_commit', { tx: txBase64('add 1') });
    await expect.poll(() => engine.status().waitingTxs).toBe(1);
    await engine.rewind(2n);
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([1012, 'the chain was rewound']);
    expect((await waiting).error?.data).toContain('timed out waiting');
  });

  test('lets a chain go on that had halted', async () => {
    const engine = await folder.start();
    await engine.advance({ blocks: 4 });
    await send(engine, 'crash');
    await expect(engine.advance({ blocks: 1 })).rejects.toMatchObject({ code: 'halted' });
    await engine.rewind(3n);
    expect(engine.status().halted).toBeUndefined();
    expect((await engine.advance({ blocks: 2 })).height).toBe(5n);
  });

  test.each([0n, -1n, 11n])('refuses height %s', async (height) => {
    const engine = await folder.start();
    await engine.advance({ blocks: 9 });
    const refusal = { code: 'invalid-height', details: { lowest: 1n, highest: 10n } };
    await expect(engine.rewind(height)).rejects.toMatchObject(refusal);
    expect(() => engine.exportGenesis(height)).toThrow(expect.objectContaining(refusal));
    expect((await engine.advance({ blocks: 1 })).height).toBe(11n);
  });

  test('waits for a running advance', async () => {
    const engine = await folder.start();
    const advancing = engine.advance({ blocks: 300 });
    const rewinding = engine.rewind(100n);
    expect((await advancing).height).toBe(301n);
    expect((await rewinding).height).toBe(100n);
  });
});

describe('snapshots', () => {
  test('bring everything back, whatever happened since', async () => {
    const engine = await folder.start();
    await tenBlocks(engine);
    const { height, appHash, time } = engine.status();
    const saved = await engine.snapshot(folder.path('one'));
    expect(saved).toMatchObject({ height, appHash, time });
    expect(saved.bytes).toBeGreaterThan(10_000);
    expect(describeSnapshot(folder.path('one'))).toMatchObject({ height, appHash, time, chainId: 'localnet' });

    await send(engine, 'add 1000');
    await engine.advance({ blocks: 20 });
    await engine.rewind(5n);
    await engine.advance({ blocks: 1 });
    expect(await engine.restore(folder.path('one'))).toEqual({ height, appHash, time });
    expect(engine.status()).toMatchObject({ height, appHash, time });
    expect(await found(engine, 'added.amount EXISTS')).toBe(9);
    await engine.advance({ blocks: 1 });
    await engine.stop();
    expect((await folder.start()).height).toBe(height + 1n);
    expect(readdirSync(folder.data).filter((file) => file.includes('incoming'))).toEqual([]);
  });

  test('serve another engine of the same chain', async () => {
    const engine = await folder.start();
    await tenBlocks(engine);
    await engine.snapshot(folder.path('one'));
    const other = new DataFolder();
    try {
      const second = await other.start();
      await second.restore(folder.path('one'));
      await Promise.all([engine.advance({ blocks: 5 }), second.advance({ blocks: 5 })]);
      expect(second.blockHashAt(15n)).toEqual(engine.blockHashAt(15n));
    } finally {
      await other.remove();
    }
  });

  test('are refused where they cannot be what they should', async () => {
    const engine = await folder.start();
    await tenBlocks(engine);
    await engine.snapshot(folder.path('one'));
    await expect(engine.snapshot(folder.path('one'))).rejects.toMatchObject({ code: 'snapshot-exists' });
    await expect(engine.restore(folder.path('none'))).rejects.toMatchObject({ code: 'invalid-snapshot' });
    const other = new DataFolder();
    try {
      const genesis = genesisOf(validatorKeys(4), { chain_id: 'elsewhere' });
      const foreign = await other.start({ genesis });
      await expect(foreign.restore(folder.path('one'))).rejects.toMatchObject({ code: 'wrong-chain' });
      expect((await foreign.advance({ blocks: 1 })).height).toBe(2n);
    } finally {
      await other.remove();
    }
    writeFileSync(join(folder.path('one'), 'chain.mdb'), Buffer.alloc(20_000, 7));
    await expect(engine.restore(folder.path('one'))).rejects.toMatchObject({ code: 'invalid-snapshot' });
    // A restore that fails leaves the chain as it was.
    expect((await engine.advance({ blocks: 1 })).height).toBe(11n);
    expect(existsSync(join(folder.data, 'chain.mdb.incoming'))).toBe(false);
  });
});

test('reset begins again from the same genesis', async () => {
  const engine = await folder.start();
  const first = engine.blockHashAt(1n);
  await tenBlocks(engine);
  expect(await engine.reset()).toMatchObject({ height: 1n });
  expect(engine.blockHashAt(1n)).toEqual(first);
  expect(folder.app.total).toBe(0n);
  expect(await found(engine, 'tx.height > 0')).toBe(0);
  await tenBlocks(engine);
  await engine.stop();
  expect((await folder.start()).height).toBe(10n);
});

test('an exported genesis goes on after its height', async () => {
  const engine = await folder.start();
  await tenBlocks(engine);
  const doc = engine.exportGenesis(8n);
  expect(doc).toMatchObject({
    chain_id: 'localnet',
    initial_height: '9',
    genesis_time: '2026-01-01T00:00:08Z',
    app_state: { counter: { total: '35' } },
  });
  expect(doc.validators).toHaveLength(4);
  const other = new DataFolder();
  try {
    const next = await other.start({ genesis: doc });
    expect([next.height, next.time]).toEqual([9n, 1_767_225_608n * SECOND]);
    await next.advance({ blocks: 2 });
    await next.stop();
    expect((await other.start()).height).toBe(11n);
  } finally {
    await other.remove();
  }
});

test('a chain in memory cannot go back', async () => {
  const { engine } = await startNetwork();
  await engine.advance({ blocks: 3 });
  for (const going of [engine.rewind(2n), engine.reset(), engine.restore('x'), engine.snapshot(folder.path('x'))]) {
    await expect(going).rejects.toMatchObject({ code: 'unsupported' });
  }
  expect(() => engine.exportGenesis()).toThrow(expect.objectContaining({ code: 'unsupported' }));
});
