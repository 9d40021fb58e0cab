import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { pathOf } from '../../src/api/catalogue.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { Held } from '../support/mutations/crowd.ts';
import { upgrade, wsPing, wsText } from '../support/mutations/websocket.ts';
import { asBytes } from './api-network.ts';
import { type HostileNetwork, hostileNetwork } from './hostile-network.ts';

/** What all that is held for callers may take, and what comes of taking it. */
const GROWTH = 400 * 1024 * 1024;

let network: HostileNetwork;
let memory: number;
let held: Held;

beforeAll(async () => {
  network = await hostileNetwork();
  await everybodyIsServed();
  memory = network.memory();
});
beforeEach(() => {
  held = new Held();
});
/** Whatever was tried: who comes afterwards is served, by the same process. */
afterEach(async () => {
  held.close();
  await everybodyIsServed();
  await network.goesOn();
  expect(network.faults()).toEqual([]);
  expect(network.memory() - memory).toBeLessThan(GROWTH);
});
afterAll(() => network.close());

/** One ordinary client of everything that a devnet serves. */
async function everybodyIsServed(): Promise<void> {
  const { endpoints, chainId } = network.devnet;
  const get = async (url: string) => (await fetch(url)).status;
  expect(await get(`${endpoints.rpc}/status`)).toBe(200);
  expect(await get(`${endpoints.rest}/cosmos/bank/v1beta1/params`)).toBe(200);
  expect(await get(`${endpoints.consumer}/v2/allora/${chainId}/topics`)).toBe(200);
  expect(await get(`${endpoints.faucet}/api/request`)).toBe(405);
  await grpcAnswers();
  await newsCome();
}

async function grpcAnswers(): Promise<void> {
  const client = new Client(`127.0.0.1:${network.port('grpc')}`, credentials.createInsecure());
  const answered = new Promise<void>((resolve, reject) => {
    const path = pathOf(Bank.method.params);
    client.makeUnaryRequest(path, asBytes, asBytes, Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
  });
  await answered.finally(() => client.close());
}

/** Subscribes as any client does, and waits for the next block. */
async function newsCome(): Promise<void> {
  const socket = new WebSocket(network.devnet.endpoints.ws ?? '');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => socket.send(subscribe("tm.event='NewBlock'")));
      socket.on('message', (text) => String(text).includes('NewBlock') && resolve());
      socket.on('error', reject).on('close', (code) => reject(new Error(`closed: ${code}`)));
    });
  } finally {
    socket.terminate();
  }
}

const subscribe = (query: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id: query, method: 'subscribe', params: { query } });

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('a client that never reads', () => {
  it.each([
    ['rpc', '/genesis'],
    ['rpc', '/block_search?query="block.height>0"'],
    ['rest', '/openapi.json'],
    ['consumer', '/v2/allora/allora-testnet-1/topics'],
  ] as const)('over %s (%s)', async (where, path) => {
    await held.sockets(20, network.port(where), get(path).repeat(60));
    await everybodyIsServed();
  });

  it('over gRPC', async () => {
    for (let i = 0; i < 10; i += 1) held.http2(network.port('grpc'), 90);
    await everybodyIsServed();
  });

  it('over a websocket: answers, news and pongs', async () => {
    const question = wsText('{"jsonrpc":"2.0","id":1,"method":"genesis","params":{}}');
    const listens = Buffer.concat([upgrade(), wsText(subscribe("tm.event='NewBlock'"))]);
    const floods = [question, wsPing(125)].map((one) => Buffer.concat(Array.from({ length: 5_000 }, () => one)));
    const sockets = await Promise.all(
      floods.map((flood) => held.socket(network.port('ws'), listens).then((socket) => [socket, flood] as const)),
    );
    for (const [socket, flood] of sockets) for (let i = 0; i < 5; i += 1) socket.write(flood);
    await everybodyIsServed();
  });
});

describe('a client that opens a thousand connections', () => {
  const HALF = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf of it';
  it.each([
    ['rpc', 'that say nothing', ''],
    ['rpc', 'with half a request', HALF],
    ['ws', 'that listen to nothing', upgrade()],
    ['grpc', 'that say nothing', ''],
    ['grpc', 'with a preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['rest', 'with half a header', 'GET / HTTP/1.1\r\nHo'],
    ['rest', 'with half a request', HALF],
    ['consumer', 'with half a request', HALF.replace('/', '/api/request')],
    ['consumer', 'that do not read', get('/v2/allora/allora-testnet-1/topics')],
  ] as const)('%s: %s', async (where, _what, bytes) => {
    await held.sockets(1_000, network.port(where), bytes);
    await everybodyIsServed();
  });
});

describe('a client that subscribes ten thousand times', () => {
  const QUERIES = Array.from({ length: 10_000 }, (_, i) => `tm.event='NewBlock' AND block.height>${i}`);

  it('over one websocket gets a hundred', async () => {
    const socket = new WebSocket(network.devnet.endpoints.ws ?? '');
    const answers: string[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject).on('close', reject);
      socket.on('open', () => {
        for (const query of QUERIES) socket.send(subscribe(query));
      });
      socket.on('message', (text) => {
        const answer = String(text);
        if (!answer.includes('"data":{')) answers.push(answer);
        if (answers.length === QUERIES.length) resolve();
      });
    });
    expect(answers.filter((answer) => answer.includes('"result":{}'))).toHaveLength(100);
    expect(answers.filter((answer) => answer.includes('max_subscriptions_per_client 100 reached'))).toHaveLength(9_900);
    await everybodyIsServed();
    socket.terminate();
  });

  it('over ninety of them that it does not read', async () => {
    const all = Buffer.concat([upgrade(), ...QUERIES.slice(0, 111).map((query) => wsText(subscribe(query)))]);
    await held.sockets(90, network.port('ws'), all);
    await everybodyIsServed();
  });
});
