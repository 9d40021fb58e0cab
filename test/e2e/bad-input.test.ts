import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { sandbox } from './allo.ts';
import { Probe } from './probe.ts';
import { quietDevnet } from './quiet-devnet.ts';

const box = sandbox();
let up: DevnetStatus;
let probe: Probe;
let before: string;

beforeAll(async () => {
  up = await quietDevnet(box);
  probe = new Probe(up);
  before = await probe.appHash();
});

/** Whatever was tried: the state is as it was, and the next block comes. */
afterAll(async () => {
  const { height } = await probe.client.status();
  expect(await probe.advance(2)).toBe(height + 2n);
  expect(await probe.appHash()).toBe(before);
  await box.close();
});

interface RpcReply {
  status: number;
  body: { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string; data?: string } };
}

async function post(body: string): Promise<RpcReply> {
  const response = await fetch(probe.url, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as RpcReply['body'] };
}

const call = (method: unknown, params: unknown) => post(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }));

describe('the RPC', () => {
  it.each<[string, string, number, number, RegExp]>([
    ['broken JSON', '{"jsonrpc":"2.0","id":1,"method":', 500, -32700, /Parse error/],
    ['an empty batch', '[]', 500, -32600, /Invalid Request/],
    ['something that is no request', '42', 200, -32600, /Invalid Request/],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":5}', 200, -32600, /Invalid Request/],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}', 200, -32601, /Method not found/],
    ['what only a devnet may', '{"jsonrpc":"2.0","id":1,"method":"advance"}', 200, -32601, /Method not found/],
    [
      'params that are no list',
      '{"jsonrpc":"2.0","id":1,"method":"block","params":"x"}',
      200,
      -32600,
      /Invalid Request/,
    ],
  ])('answers %s', async (_, body, status, code, message) => {
    const reply = await post(body);
    expect([reply.status, reply.body.error?.code]).toEqual([status, code]);
    expect(reply.body.error?.message).toMatch(message);
  });

  it.each<[string, string, object, number]>([
    ['a height that is no number', 'block', { height: 'seven' }, -32602],
    ['a height below 0', 'block', { height: '-3' }, -32603],
    ['a height to come', 'block', { height: '99999999' }, -32603],
    ['a transaction that is not base64', 'broadcast_tx_sync', { tx: '***' }, -32602],
    ['a transaction that is a number', 'broadcast_tx_sync', { tx: 12 }, -32602],
    ['a hash that is none', 'tx', { hash: 'zz' }, -32602],
    ['a search that cannot be read', 'tx_search', { query: "tx.height = = '5" }, -32603],
    ['a page that does not exist', 'validators', { page: '99' }, -32603],
  ])('answers %s', async (_, method, params, code) => {
    const { body } = await call(method, params);
    expect([body.id, body.error?.code, body.result]).toEqual([7, code, undefined]);
  });

  it('answers queries that nobody can answer with the code of the chain', async () => {
    const ask = async (path: string, data: string, height = '0') =>
      (await call('abci_query', { path, data, height, prove: false })).body.result?.response as Record<string, unknown>;
    expect(await ask('/nowhere', '')).toMatchObject({ code: 6, codespace: 'sdk' });
    expect(await ask('/emissions.v10.QueryService/GetTopic', 'ffffff')).toMatchObject({ code: 18 });
    expect(await ask('/emissions.v10.QueryService/GetTopic', '0807')).toMatchObject({ code: 22 });
    expect(await ask('/cosmos.tx.v1beta1.Service/Simulate', '0a02ffff')).toMatchObject({ code: 18 });
    expect(await ask('/emissions.v10.QueryService/GetParams', '', '424242')).toMatchObject({ code: 26 });
  });

  it('turns away a body that is too large, and keeps serving', async () => {
    const { status, body } = await post(
      `{"jsonrpc":"2.0","id":1,"method":"health","params":{"x":"${'y'.repeat(3_000_000)}"}}`,
    );
    expect([status, body.error?.code]).toEqual([413, -32600]);
    expect((await call('health', {})).body.result).toEqual({});
  });

  it('refuses a transaction of the largest size that a request has room for', async () => {
    const { body } = await call('broadcast_tx_sync', { tx: Buffer.alloc(740_000, 1).toString('base64') });
    expect(body.result).toMatchObject({ code: 2, codespace: 'sdk' });
  });

  it('answers what is no request of HTTP', async () => {
    const reply = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(probe.url);
      import('node:net').then(({ connect }) => {
        const socket = connect(Number(port), hostname, () => socket.write('\0\x01\x02 garbage\r\n\r\n'));
        socket
          .on('data', (data) => resolve(data.toString()))
          .on('error', reject)
          .on('end', () => resolve(''));
      }, reject);
    });
    expect(reply).toMatch(/^(HTTP\/1\.1 400|$)/);
    expect((await fetch(`${probe.url}/no/such/path`)).status).toBe(404);
    expect((await fetch(probe.url, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the websocket', () => {
  const open = async (): Promise<{ socket: WebSocket; next: () => Promise<string>; closed: Promise<number> }> => {
    const socket = new WebSocket(up.endpoints.ws ?? '');
    const messages: string[] = [];
    let wake = () => {};
    socket.onmessage = ({ data }) => {
      messages.push(String(data));
      wake();
    };
    const closed = new Promise<number>((done) => {
      socket.onclose = ({ code }) => done(code);
    });
    await new Promise((done, fail) => {
      socket.onopen = done;
      socket.onerror = fail;
    });
    const next = async () => {
      while (messages.length === 0) await new Promise<void>((done) => (wake = done));
      return messages.shift() ?? '';
    };
    return { socket, next, closed };
  };

  it('says what is wrong and stays open', async () => {
    const { socket, next } = await open();
    const error = async (message: string | Uint8Array) => {
      socket.send(message as string);
      return (JSON.parse(await next()) as RpcReply['body']).error?.code;
    };
    expect(await error('garbage')).toBe(-32700);
    expect(await error(Uint8Array.from([0, 255, 7]))).toBe(-32700);
    expect(await error('{"jsonrpc":"2.0","id":1,"method":"fly"}')).toBe(-32601);
    expect(
      await error('{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"query":"tm.event = NewBlock AND"}}'),
    ).toBe(-32603);
    expect(
      await error('{"jsonrpc":"2.0","id":1,"method":"unsubscribe","params":{"query":"tm.event=\'NewBlock\'"}}'),
    ).toBe(-32603);
    socket.send('{"jsonrpc":"2.0","id":2,"method":"health","params":{}}');
    expect(JSON.parse(await next())).toEqual({ jsonrpc: '2.0', id: 2, result: {} });
    socket.close();
  });

  it('closes on a message that is too large, and on nothing else', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    one.socket.send('x'.repeat(2_000_000));
    expect(await one.closed).toBeGreaterThan(1000);
    other.socket.send('{"jsonrpc":"2.0","id":2,"method":"health","params":{}}');
    expect(JSON.parse(await other.next()).result).toEqual({});
    other.socket.close();
  });
});

describe('the command line', () => {
  const failure = async (own: typeof box, ...args: string[]) => {
    const { code, stdout } = await own.allo(...args, '--json');
    const document = JSON.parse(stdout) as { ok: boolean; error: { code: string; message: string; hint: string } };
    expect(document.ok).toBe(false);
    for (const text of [document.error.message, document.error.hint]) {
      expect(text).not.toMatch(/\n|rpc error|undefined|at .*\.js/);
      expect(text.length).toBeGreaterThan(5);
    }
    return { code, error: document.error.code, message: document.error.message };
  };

  it.each<[string, string[], number, string, string]>([
    ['an unknown flag', ['topic', 'list', '--colour'], 2, 'ALLO2002', 'Unknown flag: --colour'],
    ['an unknown command', ['topic', 'lst'], 2, 'ALLO2001', 'topic lst'],
    ['a missing argument', ['topic', 'show'], 2, 'ALLO2003', '<topic>'],
    ['one argument too many', ['topic', 'show', '1', '2'], 2, 'ALLO2000', 'Unexpected argument: 2'],
    ['a topic that is no number', ['topic', 'show', 'one'], 2, 'ALLO2004', '"one" is not the number of a topic'],
    ['an inference NaN', ['worker', 'submit', '1', '--value', 'NaN'], 2, 'ALLO2004', '--value'],
    [
      'an inference Infinity',
      ['worker', 'submit', '1', '--value', 'Infinity'],
      2,
      'ALLO2004',
      'is not a decimal that the chain takes',
    ],
    ['a huge inference', ['worker', 'submit', '1', '--value', '1e50'], 2, 'ALLO2004', '1E-40 to 1E+40'],
    ['a tiny inference', ['worker', 'submit', '1', '--value', '1e-50'], 2, 'ALLO2004', '1E-40 to 1E+40'],
    ['a forecast of nothing', ['forecaster', 'submit', '1', '--forecast', 'bob'], 2, 'ALLO2004', 'is not ACCOUNT=LOSS'],
    ['an amount without unit', ['topic', 'fund', '1', '--amount', '5'], 2, 'ALLO2005', 'is not an amount'],
    [
      'an account that does not exist',
      ['worker', 'register', '1', '--from', 'mallory'],
      2,
      'ALLO2009',
      'no account or key "mallory"',
    ],
    [
      'an address with a slip',
      ['stake', 'show', '1', '--address', 'allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw9'],
      2,
      'ALLO2007',
      'is not a valid allo1… address',
    ],
    ['a request that is not JSON', ['query', 'emissions', 'GetTopic', '{'], 2, 'ALLO2004', 'The request is not JSON'],
    ['a field that does not exist', ['query', 'emissions', 'GetTopic', '{"id":1}'], 2, 'ALLO2004', 'does not fit'],
    ['an unknown query', ['query', 'emissions', 'GetMoney'], 2, 'ALLO2004', 'has no query "GetMoney"'],
    ['an unknown network', ['topic', 'list', '--network', 'moon'], 3, 'ALLO3002', 'There is no network "moon"'],
    ['a devnet that does not run', ['topic', 'list', '--name', 'other'], 4, 'ALLO4001', 'No devnet "other" runs'],
    ['a topic that does not exist', ['topic', 'show', '4'], 5, 'ALLO5002', 'topic 4 not found'],
    ['a registration that the chain refuses', ['worker', 'register', '4', '--from', 'bob'], 5, 'ALLO5000', 'topic 4'],
    [
      'more coins than there are',
      ['topic', 'fund', '1', '--amount', '99999999999allo'],
      5,
      'ALLO5002',
      'topic 1 not found',
    ],
  ])('says what is wrong with %s', async (_, args, code, error, message) => {
    const got = await failure(box, ...args);
    expect([got.code, got.error]).toEqual([code, error]);
    expect(got.message).toContain(message);
  });

  it('says which line of a configuration file is wrong, and which profile points nowhere', async () => {
    const own = sandbox();
    writeFileSync(join(own.directory, 'allo.config.json'), '{"network": "devnet",, }');
    expect(await failure(own, 'topic', 'list')).toMatchObject({
      code: 3,
      error: 'ALLO3000',
      message: expect.stringContaining('allo.config.json'),
    });
    writeFileSync(join(own.directory, 'allo.config.json'), JSON.stringify({ networks: { dead: { rpc: 5 } } }));
    expect(await failure(own, 'topic', 'list')).toMatchObject({
      code: 3,
      error: 'ALLO3000',
      message: expect.stringMatching(/networks\.dead\.chainId: is missing; networks\.dead\.rpc: must be/),
    });

    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    const networks = { dead: { chainId: 'x-1', rpc: `http://127.0.0.1:${port}` } };
    writeFileSync(join(own.directory, 'allo.config.json'), JSON.stringify({ networks }));
    expect(await failure(own, 'topic', 'list', '--network', 'dead')).toMatchObject({
      code: 4,
      error: 'ALLO4000',
      message: `cannot reach http://127.0.0.1:${port}: ECONNREFUSED`,
    });
    await own.close();
  });

  it('tells people in two lines on stderr, without a trace', async () => {
    const { code, stdout, stderr } = await box.allo('topic', 'show', '4');
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toBe('error ALLO5002: topic 4 not found\n  List the topics with `allo topic list`.\n');
  });
});
