import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, services } from '../../src/api/catalogue.ts';
import { Router } from '../../src/api/rest/routes.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { send } from '../../src/client/send.ts';
import { signTx } from '../../src/client/sign.ts';
import { decode, encode, fromJson, type JsonObject, toJson } from '../../src/wire/index.ts';
import { type ApiNetwork, apiNetwork } from './api-network.ts';
import { sampleRequest } from './api-samples.ts';

let network: ApiNetwork;
beforeAll(async () => {
  network = await apiNetwork();
});
afterAll(async () => {
  await network.close();
  expect(network.faults).toEqual([]);
});

const object = (json: unknown): JsonObject => json as JsonObject;

/** Services that answer themselves; all others the chain answers. */
const ABOVE = /^cosmos\.(base\.|tx\.)/;
const STATUS: Record<number, number> = { 2: 400, 3: 400, 5: 404, 9: 400, 12: 501 };
const { routes } = new Router(services.flatMap(({ methods }) => methods));

describe('every route answers what the chain says', () => {
  const gets = routes.filter(({ verb }) => verb === 'GET');
  test.each(gets.map((route) => [route.path, route] as const))('%s', async (_name, { path, method }) => {
    const request = sampleRequest(method, network.alice.address);
    let url = path;
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(request)) {
      const filled = url.replace(`{${name}}`, encodeURIComponent(String(value)));
      if (filled === url) query.set(name, String(value));
      url = filled;
    }
    const { status, json, headers } = await network.get(query.size > 0 ? `${url}?${query}` : url);
    expect(headers.get('content-type')).toBe('application/json');
    if (status !== 200) {
      const { code, message, details } = object(json);
      expect([STATUS[code as number], details]).toEqual([status, []]);
      expect(message).toMatch(/./);
      expect(message).not.toMatch(/rpc error|\bat .*\.(ts|js)|internal/);
    }
    if (ABOVE.test(method.parent.typeName)) return;
    const asked = encode(method.input, fromJson(method.input, request) as never);
    const height = headers.get('grpc-metadata-x-cosmos-block-height');
    if (status === 200) {
      const bytes = await network.client.queryRaw(pathOf(method), asked, BigInt(height ?? 0));
      expect(json).toEqual(toJson(method.output, decode(method.output, bytes)));
    } else await expect(network.client.queryRaw(pathOf(method), asked)).rejects.toThrow();
  });

  test('with most of them there', async () => {
    const found = await Promise.all(
      ['/emissions/v10/params', '/emissions/v9/params', '/emissions/v10/topics/1', '/emissions/v9/topics/1'].map(
        (path) => network.get(path),
      ),
    );
    expect(found.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(object(found[2]?.json).topic).toMatchObject({ id: '1', metadata: 'tested by its API' });
  });
});

describe('errors', () => {
  test.each([
    ['/cosmos/tx/v1beta1/txs/zz', 400, 3, /64 hexadecimal digits/],
    [`/cosmos/tx/v1beta1/txs/${'AB'.repeat(32)}`, 404, 5, /^tx not found: (AB){32}$/],
    ['/cosmos/base/tendermint/v1beta1/blocks/99999', 400, 3, /bigger then the chain length/],
    ['/cosmos/base/tendermint/v1beta1/blocks/0', 400, 3, /greater than 0/],
    ['/cosmos/base/tendermint/v1beta1/blocks/x', 400, 3, /integer/],
    ['/cosmos/tx/v1beta1/txs/block/99999', 400, 3, /requested height 99999 but height must not be less than 1/],
    ['/cosmos/tx/v1beta1/txs', 400, 3, /query cannot be empty/],
    ['/cosmos/tx/v1beta1/txs?query=nonsense', 400, 3, /./],
    ['/cosmos/tx/v1beta1/txs?query=tx.height%3D1&page=9', 400, 3, /page should be within/],
    ['/cosmos/auth/v1beta1/accounts/allo1x', 400, 3, /invalid address/],
    ['/emissions/v10/topics/77', 404, 5, /^topic 77 not found$/],
    ['/mint/v5/nothing', 501, 12, /^Not Implemented$/],
    ['/scheduler/v1/tasks', 501, 12, /does not answer/],
    ['/cosmos/tx/v1beta1/simulate', 501, 12, /^Method Not Allowed$/],
  ])('GET %s', async (path, status, code, message) => {
    const found = await network.get(path);
    expect([found.status, object(found.json).code]).toEqual([status, code]);
    expect(object(found.json).message).toMatch(message);
  });
});

describe('heights', () => {
  test('are asked for in a header, and told in one', async () => {
    const path = `/cosmos/bank/v1beta1/balances/${network.bob.address}/by_denom?denom=uallo`;
    const before = await network.get(path);
    const height = Number(before.headers.get('grpc-metadata-x-cosmos-block-height'));
    await send(network.client, network.alice, [sendTokens(network.alice.address, network.bob.address, 5n)]);
    const [now, then] = [await network.get(path), await network.get(path, { 'x-cosmos-block-height': `${height}` })];
    expect(then.json).toEqual(before.json);
    expect(then.headers.get('grpc-metadata-x-cosmos-block-height')).toBe(`${height}`);
    expect(now.json).not.toEqual(before.json);
    expect(Number(now.headers.get('grpc-metadata-x-cosmos-block-height'))).toBeGreaterThan(height);
  });

  test.each([
    ['99999', /height in the future/],
    ['x', /not a height/],
    ['-1', /not a height/],
  ])('%s is refused', async (height, message) => {
    const found = await network.get('/cosmos/bank/v1beta1/params', { 'x-cosmos-block-height': height });
    expect([found.status, object(found.json).code]).toEqual([400, 3]);
    expect(object(found.json).message).toMatch(message);
  });
});

test('pages lead to the next one, forwards and backwards', async () => {
  const all = object((await network.get('/cosmos/auth/v1beta1/accounts?pagination.limit=1000')).json)
    .accounts as JsonObject[];
  for (const reverse of ['', '&pagination.reverse=true']) {
    const seen: unknown[] = [];
    let key = '';
    do {
      const { json } = await network.get(`/cosmos/auth/v1beta1/accounts?pagination.limit=4${key}${reverse}`);
      seen.push(...(object(json).accounts as JsonObject[]));
      const next = object(object(json).pagination).next_key;
      key = next === null ? '' : `&pagination.key=${encodeURIComponent(String(next))}`;
    } while (key !== '');
    expect(seen).toEqual(reverse === '' ? all : all.toReversed());
  }
  const counted = await network.get('/cosmos/auth/v1beta1/accounts?pagination.limit=1&pagination.count_total=true');
  expect(object(object(counted.json).pagination).total).toBe(String(all.length));
});

describe('transactions', () => {
  /** Signed bytes of a transfer from alice, as base64. */
  async function transfer(memo: string, gas = 200_000n): Promise<string> {
    const { alice, bob, client } = network;
    const found = await network.get(`/cosmos/auth/v1beta1/account_info/${alice.address}`);
    const { account_number, sequence } = object(object(found.json).info);
    const numbers = { accountNumber: BigInt(String(account_number)), sequence: BigInt(String(sequence)) };
    const { chainId } = await client.status();
    const bytes = await signTx(alice, [sendTokens(alice.address, bob.address, 1n)], { ...numbers, chainId, gas, memo });
    return Buffer.from(bytes).toString('base64');
  }

  test('are simulated, broadcast in every way, and found in every way', async () => {
    const tx_bytes = await transfer('over REST');
    const simulated = await network.post('/cosmos/tx/v1beta1/simulate', { tx_bytes });
    const { gas_used } = object(object(simulated.json).gas_info);
    expect(Number(gas_used)).toBeGreaterThan(10_000);

    const sent = await network.post('/cosmos/tx/v1beta1/txs', { tx_bytes, mode: 'BROADCAST_MODE_BLOCK' });
    const { txhash, code, height } = object(object(sent.json).tx_response);
    expect([code, Number(height) > 0]).toEqual([0, true]);

    const { json } = await network.get(`/cosmos/tx/v1beta1/txs/${txhash}`);
    const { tx, tx_response: response } = object(json);
    expect(object(object(tx).body)).toMatchObject({
      memo: 'over REST',
      messages: [{ '@type': '/cosmos.bank.v1beta1.MsgSend', amount: [{ denom: 'uallo', amount: '1' }] }],
    });
    expect(response).toMatchObject({
      txhash,
      height,
      code: 0,
      codespace: '',
      logs: [],
      tx: { '@type': '/cosmos.tx.v1beta1.Tx' },
    });
    expect(object(response).timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(object(response).data).toMatch(/^([0-9A-F]{2})+$/);
    expect(Math.abs(Number(object(response).gas_used) - Number(gas_used))).toBeLessThan(Number(gas_used) / 10);

    const block = object((await network.get(`/cosmos/tx/v1beta1/txs/block/${height}`)).json);
    expect([block.txs, object(block.pagination).total]).toEqual([[tx], '1']);

    for (const query of [
      `query=${encodeURIComponent(`tx.height=${height}`)}`,
      `events=${encodeURIComponent(`tx.height=${height}`)}&events=${encodeURIComponent(`message.sender='${network.alice.address}'`)}`,
    ]) {
      const found = object((await network.get(`/cosmos/tx/v1beta1/txs?${query}`)).json);
      expect([found.txs, found.tx_responses, found.total]).toEqual([[tx], [response], '1']);
    }
    const decoded = await network.post('/cosmos/tx/v1beta1/decode', { tx_bytes });
    expect(object(decoded.json).tx).toEqual(tx);
    const encoded = await network.post('/cosmos/tx/v1beta1/encode', { tx });
    expect(object(encoded.json).tx_bytes).toBe(tx_bytes);
  });

  test('are refused in the words of the SDK', async () => {
    const tx_bytes = await transfer('again');
    const sync = { tx_bytes, mode: 'BROADCAST_MODE_SYNC' };
    const first = await network.post('/cosmos/tx/v1beta1/txs', sync);
    expect(object(object(first.json).tx_response)).toMatchObject({ code: 0, raw_log: '' });
    const second = await network.post('/cosmos/tx/v1beta1/txs', sync);
    expect(object(object(second.json).tx_response)).toMatchObject({
      code: 19,
      codespace: 'sdk',
      txhash: object(object(first.json).tx_response).txhash,
    });
    const garbage = await network.post('/cosmos/tx/v1beta1/txs', { tx_bytes: 'AAAA', mode: 2 });
    expect([garbage.status, object(object(garbage.json).tx_response)]).toMatchObject([
      200,
      { code: 2, codespace: 'sdk' },
    ]);
    const nothing = await network.post('/cosmos/tx/v1beta1/txs', { mode: 2 });
    expect(nothing).toMatchObject({ status: 400, json: { code: 3, message: 'invalid empty tx', details: [] } });
    const noMode = await network.post('/cosmos/tx/v1beta1/txs', { tx_bytes });
    expect(noMode).toMatchObject({ status: 400, json: { message: expect.stringMatching(/unsupported return type/) } });
    const simulated = await network.post('/cosmos/tx/v1beta1/simulate', { tx_bytes: 'AAAA' });
    expect(simulated).toMatchObject({
      status: 400,
      json: { code: 2, message: expect.stringMatching(/with gas used/) },
    });
  });

  test('are found page by page, in either order', async () => {
    const pages = async (order: string) => {
      const hashes: unknown[] = [];
      for (let page = 1, total = 1; hashes.length < total; page += 1) {
        const query = encodeURIComponent(`message.sender='${network.alice.address}'`);
        const { json } = await network.get(
          `/cosmos/tx/v1beta1/txs?query=${query}&limit=2&page=${page}&order_by=${order}`,
        );
        hashes.push(...(object(json).tx_responses as JsonObject[]).map(({ txhash }) => txhash));
        total = Number(object(json).total);
      }
      return hashes;
    };
    const up = await pages('ORDER_BY_ASC');
    expect(up.length).toBeGreaterThan(2);
    expect(await pages('2')).toEqual(up.toReversed());
    const query = encodeURIComponent(`message.sender='${network.alice.address}'`);
    const old = await network.get(`/cosmos/tx/v1beta1/txs?events=${query}&pagination.offset=2&pagination.limit=2`);
    expect((object(old.json).tx_responses as JsonObject[])[0]?.txhash).toBe(up[2]);
    expect(object(object(old.json).pagination).total).toBe(String(up.length));
  });
});

describe('what stands beside the routes', () => {
  test('every page of every site may read', async () => {
    const asked = await fetch(`${network.restUrl}/cosmos/tx/v1beta1/txs`, { method: 'OPTIONS' });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/x-cosmos-block-height/i);
    const { headers } = await network.get('/nothing');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('a document of all routes, and a page that needs nothing from elsewhere', async () => {
    const { status, json } = await network.get('/openapi.json');
    expect([status, object(json).openapi]).toEqual([200, '3.0.3']);
    expect(Object.keys(object(object(json).paths))).toHaveLength(new Set(routes.map(({ path }) => path)).size);
    for (const path of ['/', '/swagger', '/swagger/']) {
      const page = await fetch(`${network.restUrl}${path}`);
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      const text = await page.text();
      expect(text).toContain('/openapi.json');
      expect(text).not.toMatch(/https?:\/\/|\/\/cdn/);
    }
    const head = await fetch(`${network.restUrl}/openapi.json`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
