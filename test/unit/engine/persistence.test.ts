import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database, StoreError } from '../../../src/chain/store/database.ts';
import type { EmbeddedEngine } from '../../../src/engine/embedded/index.ts';
import { DataFolder } from './data.ts';
import { genesisOf, rpc, txBase64, validatorKeys } from './network.ts';
import { StoredCounterApp } from './stored-counter-app.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = new DataFolder();
});
afterEach(() => folder.remove());

const send = (engine: EmbeddedEngine, tx: string) => rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });

/** Everything that a client can see of a chain. */
async function face(engine: EmbeddedEngine): Promise<object> {
  const { height } = engine;
  const seen: unknown[] = [];
  for (let at = 1n; at <= height; at++) {
    for (const method of ['block', 'block_results', 'validators', 'consensus_params', 'commit']) {
      // The latest commit is signed only when it is asked for or the next block needs it.
      if (method === 'commit' && at === height) continue;
      seen.push((await rpc(engine, method, { height: String(at) })).result);
    }
  }
  const txs = await rpc(engine, 'tx_search', { query: 'tx.height > 0', prove: true });
  return { seen, txs: txs.result, genesis: (await rpc(engine, 'genesis')).result };
}

describe('a chain on the disk', () => {
  test('goes on from its last block with everything kept', async () => {
    const keys = validatorKeys(4);
    const engine = await folder.start();
    await send(engine, 'add 5');
    await engine.advance({ blocks: 3 });
    await send(engine, 'add 7');
    await send(engine, 'fail');
    const changed = Buffer.from(engine.status().validators[1]!.pubKey).toString('hex');
    await send(engine, `power ${changed} 77`);
    await engine.advance({ blocks: 2 });
    const before = await face(engine);
    const status = engine.status();
    await engine.stop();

    const again = await folder.start({
      genesis: () => {
        throw new Error('the genesis is known');
      },
    });
    expect(await face(again)).toEqual(before);
    expect(again.status()).toMatchObject({
      height: status.height,
      time: status.time,
      appHash: status.appHash,
      validators: status.validators,
    });
    expect(folder.app.total).toBe(12n);
    expect(again.genesis).toEqual(genesisOf(keys));
    await again.advance({ blocks: 4 });
    expect(again.height).toBe(status.height + 4n);
  });

  test('has the same blocks whether it was stopped between them or not', async () => {
    const straight = await folder.start();
    for (let i = 0; i < 6; i++) {
      await send(straight, `add ${i} a`);
      await straight.advance({ blocks: 1 + (i % 3) });
    }
    const other = new DataFolder();
    try {
      for (let i = 0; i < 6; i++) {
        const engine = await other.start();
        await send(engine, `add ${i} a`);
        await engine.advance({ blocks: 1 + (i % 3) });
        await engine.stop();
      }
      const stopped = await other.start();
      expect(stopped.height).toBe(straight.height);
      expect(stopped.blockHashAt(stopped.height)).toEqual(straight.blockHashAt(straight.height));
      expect(await face(stopped)).toEqual(await face(straight));
    } finally {
      await other.remove();
    }
  });

  test('keeps its lead over the clock', async () => {
    const now = 1_800_000_000_000_000_000n;
    const options = { blockTime: 'instant', emptyBlockAfterMs: 3_600_000, now: () => now } as const;
    const engine = await folder.start(options);
    await engine.advance({ time: 3_600_000_000_000n });
    const ahead = engine.time - now;
    await engine.stop();
    const again = await folder.start(options);
    await again.advance({ blocks: 1 });
    expect(again.time).toBe(now + ahead + 1_000_000_000n);
  });

  test('takes a file for damaged whose application and blocks are not at one height', async () => {
    const engine = await folder.start();
    await engine.advance({ blocks: 3 });
    await engine.stop();
    const database = Database.open({ path: join(folder.data, 'chain.mdb') });
    database.write(() => database.table('counter').delete(Buffer.from('0000000000000004', 'hex')));
    await database.close();
    await expect(folder.start()).rejects.toMatchObject({ name: 'StoreError', fault: 'damaged' });
  });

  test('forgets the oldest blocks beyond what it may keep, transactions and events with them', async () => {
    const engine = await folder.start({ retention: { blocks: 20 } });
    const { result } = await send(engine, 'add 5');
    await engine.advance({ blocks: 60 });
    const earliest = BigInt((await rpc(engine, 'status')).result.sync_info.earliest_block_height);
    expect(engine.height - earliest).toBeLessThanOrEqual(20n);
    const hash = Buffer.from(result.hash, 'hex').toString('base64');
    expect((await rpc(engine, 'tx', { hash })).error?.data).toContain('not found');
    expect((await rpc(engine, 'tx_search', { query: `added.amount='5uallo'` })).result.total_count).toBe('0');
    const evenBlocks = await rpc(engine, 'block_search', { query: `tick.parity='even'` });
    expect(evenBlocks.result.total_count).toBe('10');
    expect((await rpc(engine, 'validators', { height: String(earliest) })).result.total).toBe('4');
    await engine.stop();
    expect((await folder.start()).height).toBe(engine.height);
  });
});

describe('a disk that fails', () => {
  const full = () => new StoreError('full', 'chain.mdb', 'the store chain.mdb has no room left on its disk');

  test('halts the chain at its last committed block, and says why', async () => {
    const halts: Error[] = [];
    const engine = await folder.start({ onHalt: (error) => halts.push(error) });
    await send(engine, 'add 5');
    await engine.advance({ blocks: 2 });
    const { height, appHash } = engine.status();
    folder.app.flush = () => {
      throw full();
    };
    await send(engine, 'add 6');
    await expect(engine.advance({ blocks: 100 })).rejects.toMatchObject({ code: 'halted' });
    expect(halts).toHaveLength(1);
    expect(halts[0]).toBeInstanceOf(StoreError);

    // Nothing of what could not be kept is shown.
    expect(engine.status()).toMatchObject({ height, appHash, halted: expect.stringContaining('no room left') });
    expect(folder.app.total).toBe(5n);
    const { result } = await rpc(engine, 'status');
    expect(result.sync_info.latest_block_height).toBe(String(height));
    expect(result.halted).toContain('no room left');
    expect((await rpc(engine, 'block')).result.block.header.height).toBe(String(height));
    expect((await send(engine, 'add 8')).error?.data).toContain('the chain has halted');
    await engine.stop();

    const again = await folder.start();
    expect(again.status()).toMatchObject({ height, appHash });
    await again.advance({ blocks: 1 });
  });

  test('leaves nothing behind when it fails at the first block', async () => {
    const app = (database: Database | undefined) =>
      Object.assign(new StoredCounterApp(database), {
        flush() {
          throw full();
        },
      });
    await expect(folder.start({ app })).rejects.toBeInstanceOf(StoreError);
    expect((await folder.start()).height).toBe(1n);
  });
});

test('a store of a newer format is refused and left as it is', async () => {
  const engine = await folder.start();
  await engine.stop();
  const path = join(folder.data, 'chain.mdb');
  const database = Database.open({ path });
  database.write(() => database.table('meta').put(Buffer.from('format'), Uint8Array.of(99)));
  await database.close();
  await expect(folder.start()).rejects.toMatchObject({ fault: 'newer-format' });
});
