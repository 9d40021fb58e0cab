import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { httpUpstream, localUpstream, RpcRefusal, type Upstream } from '../../../src/api/upstream.ts';

let server: Server;
let upstream: Upstream;
let answer: (body: string, response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(Buffer.concat(chunks).toString(), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeAll(() => {
  upstream = httpUpstream(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  answer = (_body, response) => response.end('{"result":{}}');
});
afterAll(() => {
  upstream.close();
  server.closeAllConnections();
  server.close();
});

it('asks as JSON-RPC wants it', async () => {
  let asked: unknown;
  answer = (body, response) => {
    asked = JSON.parse(body);
    response.end('{"jsonrpc":"2.0","id":1,"result":{"a":"é"}}');
  };
  expect(await upstream.call('block', { height: '5' })).toEqual({ a: 'é' });
  expect(asked).toEqual({ jsonrpc: '2.0', id: 1, method: 'block', params: { height: '5' } });
});

it('hands on what the node refuses, in its words', async () => {
  answer = (_body, response) =>
    response.end('{"error":{"code":-32603,"message":"Internal error","data":"height must be"}}');
  const refused = await upstream.call('block').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RpcRefusal);
  expect((refused as Error).message).toBe('height must be');
});

it.each([
  ['garbage', '<html>', /not answer as a CometBFT/],
  ['nothing', '', /CometBFT/],
  ['no result', '{"jsonrpc":"2.0","id":1}', /no answer/],
])('says of %s that there is no node', async (_name, text, words) => {
  answer = (_body, response) => response.end(text);
  await expect(upstream.call('status')).rejects.toMatchObject({
    status: 'Unavailable',
    message: expect.stringMatching(words),
  });
});

it('says of a connection that breaks, and of nobody there, the same', async () => {
  answer = (_body, response) => response.destroy();
  await expect(upstream.call('status')).rejects.toMatchObject({ status: 'Unavailable' });
  const nobody = httpUpstream('http://127.0.0.1:1');
  await expect(nobody.call('status')).rejects.toMatchObject({
    status: 'Unavailable',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
  nobody.close();
});

it('asks again on a fresh connection where a kept one was closed meanwhile', async () => {
  let calls = 0;
  answer = (_body, response) => {
    calls += 1;
    if (calls === 2) response.socket?.resetAndDestroy();
    else response.end('{"result":1}');
  };
  expect(await upstream.call('status')).toBe(1);
  expect(await upstream.call('status')).toBe(1);
  expect(calls).toBe(3);
});

it('gives up when the caller does, and when the caller has no more time', async () => {
  answer = () => undefined;
  const given = new AbortController();
  const call = upstream.call('status', {}, given.signal);
  given.abort();
  await expect(call).rejects.toMatchObject({ status: 'Canceled' });
  await expect(upstream.call('status', {}, AbortSignal.timeout(10))).rejects.toMatchObject({
    status: 'DeadlineExceeded',
  });
});

it('is the same in one process', async () => {
  const local = localUpstream(async (method, params) =>
    method === 'echo' ? { result: params } : { error: { message: 'no' } },
  );
  expect(await local.call('echo', { a: 1 })).toEqual({ a: 1 });
  await expect(local.call('other')).rejects.toThrow(new RpcRefusal('no'));
});
