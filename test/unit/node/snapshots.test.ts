import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createModules, storeNames } from '../../../src/chain/app-modules.ts';
import type { Snapshot } from '../../../src/chain/snapshot/abci.ts';
import { exportState } from '../../../src/chain/snapshot/export.ts';
import { StateImport } from '../../../src/chain/snapshot/import.ts';
import { OFFERED_PATH } from '../../../src/node/snapshots/offered.ts';
import { sha256 } from '../../../src/wire/index.ts';
import { alice, bob, carol, send, signed } from '../chain/harness.ts';
import {
  blockRequest,
  Folders,
  initChainRequest,
  type NodeApp,
  type NodeAppSettings,
  openNodeApp,
} from './node-app.ts';

const folders = new Folders();
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  folders.cleanUp();
});

function open(settings?: NodeAppSettings): NodeApp {
  const app = openNodeApp(folders.make(), settings);
  closing.push(() => app.close());
  return app;
}

function advance({ application }: NodeApp, until: bigint): void {
  const { lastBlockHeight } = application.info();
  if (lastBlockHeight === 0n) application.initChain(initChainRequest());
  for (let height = lastBlockHeight + 1n; height <= until; height++) {
    const tx = signed(alice, height - 1n, [send(alice, height % 2n ? bob.address : carol.address)]);
    const { txResults } = application.finalizeBlock(blockRequest(height, [tx]));
    expect(txResults[0]).toMatchObject({ code: 0 });
    application.commit();
  }
}

async function snapshotOf(app: NodeApp, height: bigint): Promise<Snapshot> {
  for (;;) {
    const found = app.application.listSnapshots().find((one) => one.height === height);
    if (found) return found;
    await turn();
  }
}

/** A chain with a snapshot of its last height. */
async function source(height = 12n): Promise<{ app: NodeApp; snapshot: Snapshot; appHash: Uint8Array }> {
  const app = open({ snapshotInterval: Number(height) });
  advance(app, height);
  const { lastBlockAppHash: appHash } = app.application.info();
  return { app, snapshot: await snapshotOf(app, height), appHash };
}

const chunksOf = ({ application }: NodeApp, { height, format, chunks }: Snapshot): Uint8Array[] =>
  Array.from({ length: chunks }, (_, chunk) => application.loadSnapshotChunk(height, format, chunk));

const accepted = { result: 'accept', refetchChunks: [], rejectSenders: [] };

test('a new node takes the state of another and goes on to the same hashes', async () => {
  const from = await source();
  const to = open();
  expect(to.application.offerSnapshot(from.snapshot, from.appHash)).toBe('accept');
  for (const [index, chunk] of chunksOf(from.app, from.snapshot).entries()) {
    expect(to.application.applySnapshotChunk(index, chunk, 'peer')).toEqual(accepted);
  }
  expect(to.application.info()).toMatchObject({ lastBlockHeight: 12n, lastBlockAppHash: from.appHash });
  for (const app of [from.app, to]) advance(app, 30n);
  expect(to.application.info()).toEqual(from.app.application.info());
  // Proofs of what came with the snapshot lead to the same hash too.
  const query = { path: '/store/bank/key', data: Uint8Array.of(0), height: 20n, prove: true };
  expect(to.application.query(query)).toEqual(from.app.application.query(query));
});

test('a restored state is there after a restart, and gives the same snapshot', async () => {
  const from = await source();
  const to = openNodeApp(folders.make());
  to.application.offerSnapshot(from.snapshot, from.appHash);
  for (const [index, chunk] of chunksOf(from.app, from.snapshot).entries()) {
    to.application.applySnapshotChunk(index, chunk, '');
  }
  await to.close();
  const again = openNodeApp(to.folder);
  closing.push(() => again.close());
  expect(again.application.info()).toMatchObject({ lastBlockHeight: 12n, lastBlockAppHash: from.appHash });
  const stores = storeNames(createModules());
  const bytes = (app: NodeApp) => Buffer.concat([...exportState(app.database, stores, 12n)]);
  expect(bytes(again).equals(bytes(from.app))).toBe(true);
});

test('a chunk that is not what the snapshot says is fetched again, elsewhere', async () => {
  const from = await source();
  const to = open();
  to.application.offerSnapshot(from.snapshot, from.appHash);
  const chunks = chunksOf(from.app, from.snapshot);
  const wrong = Uint8Array.from(chunks[0]!);
  wrong[100]! ^= 1;
  expect(to.application.applySnapshotChunk(0, wrong, 'liar')).toEqual({
    result: 'retry',
    refetchChunks: [0],
    rejectSenders: ['liar'],
  });
  for (const [index, chunk] of chunks.entries()) to.application.applySnapshotChunk(index, chunk, 'peer');
  expect(to.application.info().lastBlockAppHash).toEqual(from.appHash);
});

test('a snapshot that leads to another hash is refused, and leaves nothing', async () => {
  const from = await source();
  const to = open();
  const other = sha256(from.appHash);
  expect(to.application.offerSnapshot(from.snapshot, other)).toBe('accept');
  const results = chunksOf(from.app, from.snapshot).map((chunk, i) => to.application.applySnapshotChunk(i, chunk, ''));
  expect(results.at(-1)).toMatchObject({ result: 'reject-snapshot' });
  expect(to.application.info().lastBlockHeight).toBe(0n);
  expect(to.database.table('nodes').count()).toBe(0);
  // The next one is taken all the same.
  expect(to.application.offerSnapshot(from.snapshot, from.appHash)).toBe('accept');
  chunksOf(from.app, from.snapshot).forEach((chunk, i) => void to.application.applySnapshotChunk(i, chunk, ''));
  expect(to.application.info().lastBlockHeight).toBe(12n);
});

test('offers that make no sense are refused', async () => {
  const { snapshot, appHash } = await source();
  const to = open();
  expect(to.application.offerSnapshot({ ...snapshot, format: 9 }, appHash)).toBe('reject-format');
  expect(to.application.offerSnapshot({ ...snapshot, hash: new Uint8Array(32) }, appHash)).toBe('reject-sender');
  expect(to.application.offerSnapshot({ ...snapshot, chunks: 99 }, appHash)).toBe('reject-sender');
  expect(to.application.applySnapshotChunk(0, new Uint8Array(1), '')).toMatchObject({ result: 'abort' });
});

test('a node whose consensus does not know of its restored state takes it in again', async () => {
  const from = await source();
  const to = open();
  for (let round = 0; round < 2; round++) {
    expect(to.application.offerSnapshot(from.snapshot, from.appHash)).toBe('accept');
    expect(to.application.info().lastBlockHeight).toBe(0n);
    for (const [i, chunk] of chunksOf(from.app, from.snapshot).entries())
      to.application.applySnapshotChunk(i, chunk, '');
    expect(to.application.info()).toMatchObject({ lastBlockHeight: 12n, lastBlockAppHash: from.appHash });
  }
});

test('an import that was cut off begins anew', async () => {
  const from = await source();
  const to = open();
  const stores = storeNames(createModules());
  const [first] = chunksOf(from.app, from.snapshot);
  new StateImport(to.database, stores, from.appHash).add(first!);
  expect(to.database.table('nodes').count()).toBeGreaterThan(0);
  const again = new StateImport(to.database, stores, from.appHash);
  expect(to.database.table('nodes').count()).toBe(0);
  for (const chunk of chunksOf(from.app, from.snapshot)) again.add(chunk);
  again.finish(12n);
});

test('a state of many chunks goes over as one of few does', async () => {
  const from = await source();
  const to = open();
  const stores = storeNames(createModules());
  const chunks = [...exportState(from.app.database, stores, 12n, 150)];
  expect(chunks.length).toBeGreaterThan(15);
  const state = new StateImport(to.database, stores, from.appHash);
  for (const chunk of chunks) state.add(chunk);
  state.finish(12n);
  expect([...exportState(to.database, stores, 12n, 150)]).toEqual(chunks);
});

test('chunks that were made up are refused', () => {
  const to = open();
  const take = (...bytes: number[]) => {
    const state = new StateImport(to.database, storeNames(createModules()), new Uint8Array(32));
    return () => state.add(Uint8Array.from(bytes));
  };
  const text = [...Buffer.from('bank')];
  expect(take(7)).toThrow(RangeError);
  expect(take(1, 1)).toThrow('belongs to no store');
  expect(take(2, 3, 1, 2, 3)).toThrow('does not belong here');
  expect(take(2, 4, ...text, 1, 1)).toThrow('not there');
  expect(take(0, 1, 200)).toThrow(RangeError);
  expect(take(2, 4, ...text, 2, 4, ...text)).toThrow('does not belong here');
});

test('snapshots are made every so many blocks, listed newest first, and known again after a restart', async () => {
  const app = openNodeApp(folders.make(), { snapshotInterval: 5 });
  advance(app, 5n);
  await snapshotOf(app, 5n);
  advance(app, 10n);
  await snapshotOf(app, 10n);
  expect(app.application.listSnapshots().map(({ height }) => height)).toEqual([10n, 5n]);
  const query = { path: OFFERED_PATH, data: new Uint8Array(0), height: 0n, prove: false };
  const { code, value } = app.application.query(query);
  expect([code, JSON.parse(Buffer.from(value).toString())]).toEqual([0, { interval: 5, heights: [10, 5] }]);
  await app.close();
  const again = openNodeApp(app.folder, { snapshotInterval: 5 });
  closing.push(() => again.close());
  expect(again.application.listSnapshots().map(({ height }) => height)).toEqual([10n, 5n]);
  // One of before the restart, which nobody can be fetching, makes room.
  advance(again, 15n);
  await snapshotOf(again, 15n);
  expect(again.application.listSnapshots().map(({ height }) => height)).toEqual([15n, 10n]);
  expect(again.application.loadSnapshotChunk(5n, 1, 0)).toHaveLength(0);
});

test('a node that keeps few blocks lets CometBFT drop the others', () => {
  const app = open({ keepBlocks: 4 });
  advance(app, 3n);
  expect(app.application.retainHeight()).toBe(0n);
  advance(app, 10n);
  expect(app.application.retainHeight()).toBe(6n);
});
