import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AbciEvent } from '../../../src/chain/abci.ts';
import type { EmbeddedEngine } from '../../../src/engine/embedded/index.ts';
import { parseQuery } from '../../../src/engine/embedded/query/parse.ts';
import { SearchIndex } from '../../../src/engine/embedded/search/search-index.ts';
import { MemoryStore } from '../../../src/engine/embedded/store/memory-store.ts';
import { encodeBlock } from '../../../src/engine/embedded/types/block.ts';
import { NO_COMMIT, sealCommit } from '../../../src/engine/embedded/types/commit.ts';
import { sha256 } from '../../../src/engine/embedded/types/hash.ts';
import { encodeFinalizeBlock } from '../../../src/engine/embedded/types/results.ts';
import { event } from './counter-app.ts';
import { DataFolder } from './data.ts';
import { rpc, txBase64 } from './network.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

/** A store whose block of each height has these events, and an index over it in memory. */
function indexOf(blocks: readonly (readonly AbciEvent[])[]): SearchIndex {
  const store = new MemoryStore();
  blocks.forEach((events, i) => {
    store.save({
      height: BigInt(i + 1),
      blockId: { hash: sha256(Buffer.from(String(i))), parts: { total: 1, hash: sha256(Buffer.from('parts')) } },
      numTxs: 0,
      block: encodeBlock(new Uint8Array(), [], sealCommit(NO_COMMIT).encoded),
      round: 0,
      clockOffset: 0n,
      results: encodeFinalizeBlock({
        events: [...events],
        txResults: [],
        validatorUpdates: [],
        appHash: sha256(Buffer.of(i)),
      }),
      txHashes: [],
    });
  });
  return new SearchIndex({ path: ':memory:', store, log });
}

describe('the index', () => {
  const index = indexOf([
    [event('message', { sender: 'ann', action: 'send' }), event('transfer', { amount: '5uallo' })],
    [event('message', { sender: 'bob' }), event('message', { sender: 'ann', action: 'vote' })],
    [{ type: 'message', attributes: [{ key: 'sender', value: 'cleo', index: false }] }],
    [event('launch', { time: '2026-03-01T12:00:00Z', size: '"12"', rate: '8.25' })],
    [event('message', { sender: 'ann', action: 'send' }), event('message', { sender: 'ann', action: 'send' })],
  ]);
  afterAll(() => index.close());

  test.each([
    [`message.sender='ann'`, [1n, 2n, 5n]],
    ['transfer.amount >= 5', [1n]],
    ['transfer.amount < 5', []],
    [`message.action CONTAINS 'ot'`, [2n]],
    ['transfer.amount EXISTS', [1n]],
    ['launch.time > TIME 2026-03-01T11:00:00Z', [4n]],
    ['launch.time > DATE 2026-03-02', []],
    ['launch.rate = 8.250', [4n]],
    [`launch.size = '"12"'`, [4n]],
    [`message.sender='ann' AND block.height > 1`, [2n, 5n]],
    [`message.sender='ann' AND block.height > 1.5 AND block.height < 4.5`, [2n]],
    ['block.height >= 4', [4n, 5n]],
    ['block.height = 3', [3n]],
    ['block.height > 99', []],
    [`nobody.knows='this'`, []],
    // All conditions within one event, as CometBFT 0.38 wants it.
    [`message.sender='ann' AND message.action='send'`, [1n, 5n]],
    [`message.sender='bob' AND message.action='vote'`, []],
    [`message.sender='ann' AND transfer.amount = 5`, []],
    // What is not to be indexed is not found.
    [`message.sender='cleo'`, []],
  ])('%s finds %o', async (query, expected) => {
    expect(await index.searchBlocks(parseQuery(query))).toEqual(expected);
  });
});

describe('an index on the disk', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = new DataFolder();
  });
  afterEach(() => folder.remove());

  const file = (): string => join(folder.data, 'search.sqlite');
  const found = async (engine: EmbeddedEngine, query = 'added.amount EXISTS') =>
    Number((await rpc(engine, 'tx_search', { query })).result.total_count);

  async function fill(engine: EmbeddedEngine, until: bigint): Promise<void> {
    while (engine.height < until) {
      await rpc(engine, 'broadcast_tx_sync', { tx: txBase64(`add ${engine.height + 1n}`) });
      await engine.advance({ blocks: 1 });
    }
  }

  /** How many blocks the index on the disk knows. */
  function indexed(): number {
    const database = new DatabaseSync(file(), { readOnly: true });
    try {
      return Number(database.prepare('SELECT count(*) AS n FROM blocks').get()?.n);
    } finally {
      database.close();
    }
  }

  test('is not there until it is needed, and is brought up when it is behind', async () => {
    const engine = await folder.start();
    await fill(engine, 5n);
    await engine.stop();
    expect(existsSync(file())).toBe(false);
    const second = await folder.start();
    expect(await found(second)).toBe(4);
    await fill(second, 9n);
    await second.stop();
    expect(indexed()).toBe(5);
    expect(await found(await folder.start())).toBe(8);
  });

  test('is brought up by itself in a quiet moment', async () => {
    const engine = await folder.start();
    await fill(engine, 5n);
    await expect.poll(() => existsSync(file()), { timeout: 25_000 }).toBe(true);
    await expect
      .poll(
        async () => {
          const copy = folder.path('copy.sqlite');
          for (const suffix of ['', '-wal']) {
            if (existsSync(file() + suffix)) writeFileSync(copy + suffix, readFileSync(file() + suffix));
          }
          const database = new DatabaseSync(copy);
          try {
            return database.prepare('SELECT max(height) AS top FROM blocks').get()?.top;
          } catch {
            return 'not yet';
          } finally {
            database.close();
          }
        },
        { timeout: 25_000 },
      )
      .toBe(5);
  });

  test.each([
    ['is no database', Buffer.from('nothing that SQLite knows'.repeat(500))],
    ['is empty', Buffer.alloc(0)],
  ])('is built anew when it %s', async (_, bytes) => {
    const engine = await folder.start();
    await fill(engine, 5n);
    await engine.stop();
    writeFileSync(file(), bytes);
    expect(await found(await folder.start())).toBe(4);
  });

  test('is built anew when pages of it are damaged or its tables are others', async () => {
    const engine = await folder.start();
    await fill(engine, 40n);
    expect(await found(engine)).toBe(39);
    await engine.stop();
    const bytes = readFileSync(file());
    bytes.fill(0xff, 4_096, bytes.length);
    writeFileSync(file(), bytes);
    const second = await folder.start();
    expect(await found(second)).toBe(39);
    await second.stop();
    const database = new DatabaseSync(file());
    database.exec('PRAGMA user_version = 77; DROP TABLE occurrences');
    database.close();
    expect(await found(await folder.start())).toBe(39);
  });

  test('is of this history alone', async () => {
    const engine = await folder.start();
    await fill(engine, 10n);
    expect(await found(engine)).toBe(9);
    await engine.rewind(6n);
    // As high as before, but other blocks from 7 on: only the hashes tell.
    await engine.advance({ blocks: 4 });
    expect(await found(engine)).toBe(5);
    await engine.stop();
    expect(indexed()).toBe(10);
    const second = await folder.start();
    expect(await found(second)).toBe(5);
    await second.reset();
    expect(await found(second)).toBe(0);
  });
});
