import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathOf } from '../../src/api/catalogue.ts';
import { frame } from '../../src/api/grpc/frames.ts';
import { LIMITS } from '../../src/api/limits.ts';
import { Query as Auth } from '../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { Service as Tx } from '../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { ServerReflectionRequestSchema } from '../../src/wire/gen/grpc/reflection/v1/reflection_pb.ts';
import { encode } from '../../src/wire/index.ts';
import { type ApiNetwork, apiNetwork } from './api-network.ts';

let network: ApiNetwork;
const open: { destroy(): void }[] = [];
beforeAll(async () => {
  network = await apiNetwork();
});
afterAll(async () => {
  for (const one of open) one.destroy();
  await network.close();
  expect(network.faults).toEqual([]);
});

/** Both servers serve, whoever else holds what. */
async function serves(): Promise<void> {
  expect((await network.get('/cosmos/bank/v1beta1/params')).status).toBe(200);
  expect((await network.call(Bank.method.params, {})).message.params?.defaultSendEnabled).toBe(true);
}

async function rawConnection(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => socket.destroy());
  open.push(socket);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

function session(settings = {}): ClientHttp2Session {
  const opened = connectHttp2(`http://127.0.0.1:${network.api.grpcPort}`, { settings });
  opened.on('error', () => opened.destroy());
  open.push(opened);
  return opened;
}

/** A call whose answer nobody reads. */
function callOn(opened: ClientHttp2Session, path: string, message: Uint8Array) {
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = opened.request(headers, { endStream: false });
  stream.on('error', () => undefined);
  stream.write(frame(message));
  return stream;
}

test('a body, a message and a URL may be so large', async () => {
  const large = 'A'.repeat(LIMITS.requestBytes);
  const posted = await network.post('/cosmos/tx/v1beta1/txs', { tx_bytes: large });
  expect(posted).toMatchObject({ status: 429, json: { code: 8 } });
  const called = network.call(Tx.method.txDecode, { txBytes: new Uint8Array(LIMITS.requestBytes) });
  await expect(called).rejects.toMatchObject({ code: 8, details: expect.stringMatching(/bytes/) });
  const long = await fetch(`${network.restUrl}/cosmos/bank/v1beta1/params?x=${'y'.repeat(LIMITS.headerBytes)}`);
  expect(long.status).toBe(431);
  await serves();
});

test('what is nested without end is refused', async () => {
  const depth = 20_000;
  const nested = `${'{"@type":"/google.protobuf.Any","value":'.repeat(depth)}null${'}'.repeat(depth)}`;
  const response = await fetch(`${network.restUrl}/cosmos/tx/v1beta1/encode`, {
    method: 'POST',
    body: `{"tx":{"body":{"messages":[${nested}]}}}`,
  });
  expect(response.status).toBe(400);
  expect(await response.text()).not.toMatch(/RangeError|stack|\.ts/);
  await serves();
});

test('a thousand connections that say nothing make room for one that does', async () => {
  for (const port of [network.api.grpcPort, network.api.restPort]) {
    const sockets: Socket[] = [];
    while (sockets.length < 1_000) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => rawConnection(port)))));
    }
    await serves();
    for (const socket of sockets) socket.destroy();
  }
  await serves();
});

test('who never reads is sent away when others need the room', async () => {
  // A window of nothing: not a byte of any answer is taken.
  const greedy = session({ initialWindowSize: 0 });
  const question = create(ServerReflectionRequestSchema, {
    messageRequest: { case: 'fileContainingSymbol', value: 'emissions.v10.QueryService' },
  });
  const asked = encode(ServerReflectionRequestSchema, question);
  const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
  for (let i = 0; i < LIMITS.streams; i += 1) {
    const stream = callOn(greedy, path, asked);
    for (let more = 0; more < 50; more += 1) stream.write(frame(asked));
  }
  const large = new Uint8Array(LIMITS.requestBytes - 1_000);
  const others = Array.from({ length: 16 }, () => session());
  const sentAway = once(greedy, 'close');
  for (const one of others) callOn(one, pathOf(Tx.method.txDecode), large);
  await sentAway;
  await serves();
  for (const one of others) one.destroy();
  await serves();
});

test('who asks over REST without reading does not keep others from it', async () => {
  const sockets = await Promise.all(Array.from({ length: 20 }, () => rawConnection(network.api.restPort)));
  for (const socket of sockets) {
    socket.pause();
    socket.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500));
  }
  await serves();
  for (const socket of sockets) socket.destroy();
});

test('no more streams at a time than are allowed, and none that are given up without end', async () => {
  const opened = session();
  await once(opened, 'remoteSettings');
  expect(opened.remoteSettings.maxConcurrentStreams).toBe(LIMITS.streams);
  const rapid = session();
  for (let i = 0; i < 2_000 && !rapid.destroyed; i += 1) {
    const stream = callOn(rapid, pathOf(Auth.method.params), new Uint8Array());
    stream.close(constants.NGHTTP2_CANCEL);
  }
  await serves();
  rapid.destroy();
});

test.each([
  ['no HTTP at all', '\u0000\u0001\u0002garbage\r\n\r\n'],
  ['a preface of HTTP/2 and then something else', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGARBAGE GARBAGE GARBAGE'],
  ['a request of another protocol', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['headers that are not', 'GET / HTTP/1.1\r\nno header at all\r\n\r\n'],
  ['a length that is not one', 'POST /cosmos/tx/v1beta1/txs HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n'],
])('%s is survived', async (_name, bytes) => {
  for (const port of [network.api.grpcPort, network.api.restPort]) {
    const socket = await rawConnection(port);
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    const over = once(socket, 'close');
    socket.end(bytes, 'latin1');
    await over;
    expect(said).not.toMatch(/Error:|\bat .*\.(js|ts)/);
  }
  await serves();
});

test.each([
  ['GET', 'application/grpc', 415],
  ['POST', 'application/json', 415],
])('%s as %s is not gRPC', async (method, type, status) => {
  const stream = session().request({ ':method': method, ':path': '/x', 'content-type': type });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(headers[':status']).toBe(status);
  stream.destroy();
});

test.each([
  ['two messages', [frame(new Uint8Array()), frame(new Uint8Array())], 12],
  ['none', [], 12],
  ['a part of one', [Buffer.from([0, 0, 0, 0, 9, 1])], 3],
  ['one that claims to be packed', [Buffer.from([1, 0, 0, 0, 0])], 12],
])('a request of %s is refused', async (_name, chunks, status) => {
  const headers = { ':method': 'POST', ':path': pathOf(Bank.method.params), 'content-type': 'application/grpc+proto' };
  const stream = session().request(headers);
  stream.on('error', () => undefined);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  const [answer] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(answer['grpc-status']).toBe(`${status}`);
});
