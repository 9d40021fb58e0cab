import { expect, test } from 'vitest';
import type { ExecTxResult } from '../../../src/chain/abci.ts';
import { Mempool } from '../../../src/engine/embedded/mempool.ts';
import { CounterApp } from './counter-app.ts';

const tx = (text: string): Uint8Array => Buffer.from(text);
const result = (code: number): ExecTxResult => ({
  code,
  data: new Uint8Array(),
  log: '',
  info: '',
  gasWanted: 0n,
  gasUsed: 0n,
  events: [],
  codespace: '',
});

function pool(limits = {}) {
  const app = new CounterApp();
  return { app, mempool: new Mempool(app, limits) };
}

test('keeps what passes CheckTx, first in, first out', () => {
  const { mempool } = pool();
  mempool.add(tx('add 1'));
  mempool.add(tx('add 2'));
  expect(mempool.add(tx('bad 3')).response).toMatchObject({ code: 5, log: 'bad transaction' });
  expect(mempool.txs().map(String)).toEqual(['add 1', 'add 2']);
  expect(mempool.txs(1)).toHaveLength(1);
  expect(mempool.bytes).toBe(10);
});

test('knows what it has seen, but not what CheckTx refused', () => {
  const { mempool, app } = pool();
  mempool.add(tx('add 1'));
  expect(() => mempool.add(tx('add 1'))).toThrow('tx already exists in cache');
  mempool.add(tx('bad 1'));
  mempool.add(tx('bad 1'));
  expect(app.checked.filter(({ tx: seen }) => seen === 'bad 1')).toHaveLength(2);
});

test('after a block, a success is remembered and a failure may come again', () => {
  const { mempool } = pool();
  const good = mempool.add(tx('add 1')).hash;
  const failed = mempool.add(tx('fail 1')).hash;
  mempool.update([
    { hash: good, result: result(0) },
    { hash: failed, result: result(9) },
  ]);
  expect(mempool.size).toBe(0);
  expect(mempool.bytes).toBe(0);
  expect(() => mempool.add(tx('add 1'))).toThrow('cache');
  mempool.add(tx('fail 1'));
  expect(mempool.size).toBe(1);
});

test('rechecks what still waits', () => {
  const { mempool, app } = pool();
  mempool.add(tx('add 1'));
  mempool.add(tx('add 2'));
  const check = app.checkTx.bind(app);
  app.checkTx = (bytes, recheck) =>
    recheck && String(bytes) === 'add 1' ? { ...check(bytes, recheck), code: 4 } : check(bytes, recheck);
  mempool.update([]);
  expect(mempool.txs().map(String)).toEqual(['add 2']);
  expect(app.checked.at(-1)).toEqual({ tx: 'add 2', recheck: true });
});

test('has limits', () => {
  const { mempool } = pool({ maxTxs: 2, maxTxsBytes: 20, maxTxBytes: 12 });
  expect(() => mempool.add(tx('add 1234567890'))).toThrow('Tx too large. Max size is 12, but got 14');
  mempool.add(tx('add 1234567'));
  expect(() => mempool.add(tx('add 1234568'))).toThrow(
    'mempool is full: number of txs 1 (max: 2), total txs bytes 11 (max: 20)',
  );
  mempool.add(tx('add 1'));
  expect(() => mempool.add(tx('a'))).toThrow('mempool is full');
});

test('forgets the oldest hashes first', () => {
  const { mempool } = pool({ cacheSize: 2 });
  const hashes = ['add 1', 'add 2', 'add 3'].map((text) => mempool.add(tx(text)).hash);
  mempool.update(hashes.map((hash) => ({ hash, result: result(0) })));
  mempool.add(tx('add 1'));
  expect(() => mempool.add(tx('add 3'))).toThrow('cache');
});
