import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { broadcast } from '../../../src/client/broadcast.ts';
import { AlloraClient } from '../../../src/client/client.ts';
import { QueryService as emissions } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { txHash } from '../../../src/wire/index.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Call {
  id: number;
  method: string;
}

/** A node that answers as told; undefined closes the connection instead. */
async function node(answer: (call: Call, request: number) => object | undefined): Promise<AlloraClient> {
  let requests = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      requests += 1;
      const parsed = JSON.parse(body) as Call | Call[];
      const calls = Array.isArray(parsed) ? parsed : [parsed];
      const answers = calls.map((call) => ({ jsonrpc: '2.0', id: call.id, ...answer(call, requests) }));
      if (calls.some((call) => answer(call, requests) === undefined)) response.destroy();
      else response.end(JSON.stringify(Array.isArray(parsed) ? answers.reverse() : answers[0]));
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return new AlloraClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('asks once more where the connection was closed under the request', async () => {
  const client = await node((_, request) => (request === 1 ? undefined : { result: { request } }));
  expect(await client.rpc.call('health')).toEqual({ request: 2 });
});

test('gives up where it is closed again', async () => {
  const client = await node(() => undefined);
  await expect(client.rpc.call('health')).rejects.toMatchObject({ kind: 'unreachable' });
});

test('takes answers of a batch in any order, and a transaction that waits already as sent', async () => {
  const txs = [1, 2, 3].map((byte) => Uint8Array.of(byte));
  const client = await node(({ id }) =>
    id % 3 === 2
      ? { error: { code: -32603, message: 'Internal error', data: 'tx already exists in cache' } }
      : { result: { code: 0, codespace: '', log: '', hash: '' } },
  );
  expect(await broadcast(client, txs)).toEqual(txs.map(txHash));
});

test('says what a node that is none answered', async () => {
  const client = await node(() => ({ error: { code: -32601, message: 'Method not found' } }));
  await expect(client.rpc.call('fly')).rejects.toMatchObject({ kind: 'rpc', message: 'fly: Method not found' });
});

const statusOf = (network: string) => ({
  result: {
    node_info: { network, moniker: 'a', version: '1' },
    sync_info: { latest_block_height: '7', latest_block_time: '2026-01-01T00:00:00Z', catching_up: false },
  },
});

test('signs for the chain that it is for, and for no other that a node comes to serve', async () => {
  const { url } = (await node((_, request) => statusOf(request === 1 ? 'localnet' : 'allora-mainnet-1'))).rpc;
  const client = new AlloraClient(url, { chainId: 'localnet' });
  expect(await client.signingChain()).toBe('localnet');
  await expect(client.signingChain()).rejects.toMatchObject({
    kind: 'wrong-chain',
    message: `${url} serves the chain allora-mainnet-1, not localnet: nothing is signed for it`,
  });
  expect(await new AlloraClient(url).signingChain()).toBe('allora-mainnet-1');
});

test.each<[string, unknown, (client: AlloraClient) => Promise<unknown>]>([
  ['status', {}, (client) => client.status()],
  ['status', null, (client) => client.status()],
  ['status', { node_info: 1, sync_info: [] }, (client) => client.status()],
  ['abci_info', {}, (client) => client.height()],
  ['abci_info', { response: { last_block_height: 'many' } }, (client) => client.height()],
  ['abci_query', {}, (client) => client.queryRaw('/x', new Uint8Array())],
  ['abci_query', { response: { code: 'no' } }, (client) => client.queryRaw('/x', new Uint8Array())],
  ['block_results', { finalize_block_events: [null] }, (client) => client.blockResults(1n)],
  ['tx_search', {}, (client) => client.tx('AB')],
  ['tx_search', { txs: [{}], total_count: '1' }, (client) => client.tx('AB')],
])('an answer to %s of the wrong shape, %j, is a bad answer', async (method, result, call) => {
  const client = await node(() => ({ result }));
  await expect(call(client)).rejects.toMatchObject({
    kind: 'bad-answer',
    message: expect.stringContaining(`answered ${method} as no CometBFT RPC does: result`),
  });
});

test('an answer whose bytes are something else is a bad answer too', async () => {
  const client = await node(() => ({ result: { response: { value: Buffer.from('nonsense').toString('base64') } } }));
  await expect(client.query(emissions.method.getParams, {})).rejects.toMatchObject({ kind: 'bad-answer' });
});

test('a call within a signal ends with it, and says why', async () => {
  const asked = Promise.withResolvers<void>();
  server = createServer(() => asked.resolve());
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const over = new AbortController();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new AlloraClient([url, url]).within(over.signal);
  const call = client.height();
  await asked.promise;
  over.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
  await expect(client.height()).rejects.toThrow('enough');
});

test('a port that HTTP clients refuse is called by its name', async () => {
  await expect(new AlloraClient('http://127.0.0.1:6000').height()).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/^cannot reach http:\/\/127\.0\.0\.1:6000: its port .* refuse.* another$/),
  });
});
