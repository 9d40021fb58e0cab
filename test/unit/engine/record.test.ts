import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedEngine, replayRecord } from '../../../src/engine/embedded/index.ts';
import { DataFolder } from './data.ts';
import { genesisOf, rpc, startNetwork, stopNetworks, txBase64, validatorKeys } from './network.ts';
import { openCounter, StoredCounterApp } from './stored-counter-app.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = new DataFolder();
});
afterEach(() => folder.remove());

/** A chain of some blocks, with a change of validators in between, and its record. */
async function recorded(options: { retention?: { blocks: number } } = {}): Promise<EmbeddedEngine> {
  const engine = await folder.start(options);
  const changed = Buffer.from(engine.status().validators[1]!.pubKey).toString('hex');
  for (const tx of ['add 5', `power ${changed} 50`, 'fail', 'add 7']) {
    await rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });
    await engine.advance({ blocks: 5 });
  }
  return engine;
}

const record = (): string => folder.path('record');

describe('a record', () => {
  test('obtains every app hash again, in as many requests as there were blocks', async () => {
    const engine = await recorded();
    const asked = new StoredCounterApp();
    asked.keepRequests = true;
    const written = await engine.writeRecord(record());
    expect(written).toMatchObject({ path: record(), from: 1n, to: 21n });
    expect(await replayRecord(record(), () => asked)).toEqual({
      chainId: 'localnet',
      from: 1n,
      to: 21n,
      blocks: 21,
      appHash: engine.status().appHash,
    });
    expect(asked.requests).toHaveLength(21);
  });

  test('holds the very requests that the application was given', async () => {
    const given = new StoredCounterApp();
    given.keepRequests = true;
    const keys = validatorKeys(4);
    const { engine } = await startNetwork({ app: given, validatorKeys: keys, genesis: genesisOf(keys) });
    try {
      const changed = Buffer.from(engine.status().validators[1]!.pubKey).toString('hex');
      for (const tx of ['add 5', `power ${changed} 50`, 'fail']) {
        await rpc(engine, 'broadcast_tx_sync', { tx: txBase64(tx) });
        await engine.advance({ blocks: 3 });
      }
      await engine.writeRecord(record());
    } finally {
      await stopNetworks();
    }
    const replayed = new StoredCounterApp();
    replayed.keepRequests = true;
    await replayRecord(record(), () => replayed);
    const plain = (app: StoredCounterApp) =>
      app.requests.map((request) => ({
        ...request,
        txs: request.txs.map(String),
        hash: Buffer.from(request.hash).toString('hex'),
        nextValidatorsHash: Buffer.from(request.nextValidatorsHash).toString('hex'),
        proposerAddress: Buffer.from(request.proposerAddress).toString('hex'),
        decidedLastCommit: {
          ...request.decidedLastCommit,
          votes: request.decidedLastCommit.votes.map((vote) => ({
            ...vote,
            address: Buffer.from(vote.address).toString('hex'),
          })),
        },
      }));
    expect(plain(replayed)).toEqual(plain(given));
  });

  test('says the first height, store and key where two runs differ', async () => {
    const engine = await recorded();
    await engine.writeRecord(record());
    const faulty = new StoredCounterApp();
    faulty.fault = { from: 16n, by: 1n };
    const result = await replayRecord(record(), () => faulty);
    expect(result).toMatchObject({ to: 15n, blocks: 15 });
    expect(result.difference).toMatchObject({
      height: 16n,
      first: { store: 'counter', key: Buffer.from('total').toString('hex').toUpperCase(), what: 'only-replayed' },
    });
    expect(result.difference?.recorded).not.toBe(result.difference?.replayed);

    const late = new StoredCounterApp();
    late.fault = { from: 2n, by: 9n };
    expect((await replayRecord(record(), () => late)).difference).toMatchObject({
      height: 2n,
      first: { store: 'counter', what: 'value' },
    });
  });

  test('tells where the application could not go on', async () => {
    const engine = await recorded();
    await engine.writeRecord(record());
    const broken = new StoredCounterApp();
    const { finalizeBlock } = StoredCounterApp.prototype;
    broken.finalizeBlock = (request) => {
      if (request.height === 4n) throw new Error('no such block');
      return finalizeBlock.call(broken, request);
    };
    expect((await replayRecord(record(), () => broken)).difference).toMatchObject({
      height: 4n,
      replayed: '',
      error: 'no such block',
    });
  });

  test('is refused where it is cut off, damaged, or none', async () => {
    const engine = await recorded();
    await engine.writeRecord(record());
    const bytes = readFileSync(record());
    const plain = gunzipSync(bytes);
    for (const other of [
      bytes.subarray(0, bytes.length / 2),
      gzipSync(plain.subarray(0, plain.length - 3)),
      gzipSync(Buffer.alloc(0)),
      gzipSync(Buffer.from('00000002{}', 'latin1')),
      gzipSync(Buffer.concat([Buffer.of(0, 0, 0, 2), Buffer.from('{}')])),
      Buffer.from('no record at all'),
    ]) {
      writeFileSync(record(), other);
      await expect(replayRecord(record(), openCounter)).rejects.toMatchObject({ code: 'invalid-record' });
    }
    await expect(replayRecord(folder.path('none'), openCounter)).rejects.toMatchObject({ code: 'invalid-record' });
  });

  test('is refused where the first blocks were dropped', async () => {
    const engine = await recorded({ retention: { blocks: 10 } });
    await expect(engine.writeRecord(record())).rejects.toMatchObject({ code: 'record-incomplete' });
  });
});
