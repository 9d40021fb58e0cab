import { create, type DescField, type DescMessage, type MessageShape, ScalarType } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { services } from '../../../src/api/catalogue.ts';
import { requestBytes } from '../../../src/api/rest/request.ts';
import { type Found, Router, routesOf } from '../../../src/api/rest/routes.ts';
import { ApiError } from '../../../src/api/status.ts';
import { Query as Auth } from '../../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as Bank, QueryAllBalancesRequestSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { Service as Comet } from '../../../src/wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { BroadcastMode, OrderBy, Service as Tx } from '../../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { decode, encode, fromJson, type JsonObject, MOST_FIELDS, toJson } from '../../../src/wire/index.ts';

const router = new Router(services.flatMap(({ methods }) => methods));

/** What the first route of a path reads out of a URL. */
function read<D extends DescMessage>(schema: D, url: string, body = ''): MessageShape<D> {
  const { pathname, searchParams } = new URL(url, 'http://rest');
  const found = router.find(pathname).find(({ route }) => route.method.input.typeName === schema.typeName) as Found;
  return decode(schema, requestBytes(found, searchParams, Buffer.from(body)));
}

function refused(url: string, schema: DescMessage, body = ''): string {
  try {
    read(schema, url, body);
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).status).toBe('InvalidArgument');
    return (error as ApiError).message;
  }
  throw new Error(`${url} was read`);
}

const balances = '/cosmos/bank/v1beta1/balances/allo1x';
const pages = (query: string) => read(QueryAllBalancesRequestSchema, `${balances}?${query}`).pagination;

describe('a query', () => {
  it('reaches into messages, by either name of a field', () => {
    const found = { limit: 5n, countTotal: true, reverse: true, offset: 2n };
    const queries = [
      'pagination.limit=5&pagination.count_total=true&pagination.reverse=1&pagination.offset=2',
      'pagination.limit=5&pagination.countTotal=T&pagination.reverse=True&pagination.offset=2',
    ];
    for (const query of queries) expect(pages(query)).toMatchObject(found);
    expect(pages('')).toBeUndefined();
  });

  it('takes bytes in both alphabets of base64', () => {
    for (const key of ['+/8=', '-_8=', '-_8']) {
      expect(pages(`pagination.key=${encodeURIComponent(key)}`)?.key).toEqual(new Uint8Array([0xfb, 0xff]));
    }
  });

  it('takes lists one by one, enums by name and by number', () => {
    const { input } = Tx.method.getTxsEvent;
    const { events, orderBy } = read(input, '/cosmos/tx/v1beta1/txs?events=a%3D1&events=b%3D2&order_by=ORDER_BY_DESC');
    expect([events, orderBy]).toEqual([['a=1', 'b=2'], OrderBy.DESC]);
    expect(read(input, '/cosmos/tx/v1beta1/txs?order_by=1').orderBy).toBe(OrderBy.ASC);
  });

  it('passes over what the request does not have, and over what the path has said', () => {
    expect(read(QueryAllBalancesRequestSchema, `${balances}?nothing=1&a.b.c=3&address=other`)).toEqual(
      create(QueryAllBalancesRequestSchema, { address: 'allo1x' }),
    );
    const { input } = Comet.method.getBlockByHeight;
    expect(read(input, '/cosmos/base/tendermint/v1beta1/blocks/7?height=8').height).toBe(7n);
  });

  it.each([
    ['pagination.limit=x', /pagination.limit.*not an integer/],
    ['pagination.limit=18446744073709551616', /out of range/],
    ['pagination.limit=-1', /out of range/],
    ['pagination.limit=1&pagination.limit=2', /more than once/],
    ['pagination.count_total=yes', /neither true nor false/],
    ['pagination.key=%C3%A9', /base64/],
    ['pagination=1', /fields of its own/],
    ['pagination.limit.x=1', /has no fields/],
    ['pagination.count_total=', /neither true nor false/],
  ])('is refused for %s', (query, words) => {
    expect(refused(`${balances}?${query}`, QueryAllBalancesRequestSchema)).toMatch(words);
  });

  it('is refused with too many parameters, and is not followed without end', () => {
    const many = Array.from({ length: 101 }, (_, i) => `p${i}=1`).join('&');
    expect(refused(`${balances}?${many}`, QueryAllBalancesRequestSchema)).toMatch(/too many/);
    expect(read(QueryAllBalancesRequestSchema, `${balances}?${'a.'.repeat(2000)}b=1`).address).toBe('allo1x');
  });
});

describe('a path', () => {
  it('holds numbers, texts and padded base64', () => {
    expect(read(Auth.method.accountAddressByID.input, '/cosmos/auth/v1beta1/address_by_id/7').id).toBe(7n);
    const { input } = Auth.method.addressBytesToString;
    expect(read(input, '/cosmos/auth/v1beta1/bech32/AAE%3D').addressBytes).toEqual(new Uint8Array([0, 1]));
    expect(refused('/cosmos/auth/v1beta1/bech32/AAE', input)).toMatch(/padded/);
    expect(refused('/cosmos/base/tendermint/v1beta1/blocks/one', Comet.method.getBlockByHeight.input)).toMatch(
      /integer/,
    );
    const { denom } = read(Bank.method.denomOwners.input, '/cosmos/bank/v1beta1/denom_owners/factory%2Fa%2Fb');
    expect(denom).toBe('factory/a/b');
  });
});

describe('a body', () => {
  const { input } = Tx.method.broadcastTx;
  const path = '/cosmos/tx/v1beta1/txs';

  it('is the request, whatever the query says', () => {
    const body = JSON.stringify({ tx_bytes: 'AQI=', mode: 'BROADCAST_MODE_SYNC' });
    const found = read(input, `${path}?mode=3`, body);
    expect([found.txBytes, found.mode]).toEqual([new Uint8Array([1, 2]), BroadcastMode.SYNC]);
    expect(read(input, path)).toEqual(create(input));
  });

  it.each([
    ['{', /not JSON/],
    ['[]', /not a JSON object/],
    ['"x"', /not a JSON object/],
    ['null', /not a JSON object/],
    ['{"nothing":1}', /unknown field/],
    ['{"__proto__":{"mode":1}}', /unknown field/],
    ['{"tx_bytes":5}', /not a text/],
    ['{"mode":"SOON"}', /no value of/],
  ])('%s is refused', (body, words) => {
    expect(refused(path, input, body)).toMatch(words);
  });

  it('may not be crowded or nested without end: it is refused before it is read', () => {
    const encode = Tx.method.txEncode.input;
    const crowd = JSON.stringify({ tx: { body: { messages: Array.from({ length: MOST_FIELDS }, () => ({})) } } });
    expect(refused('/cosmos/tx/v1beta1/encode', encode, crowd)).toMatch(/more than \d+ values/);
    const deep = '{"@type":"/cosmos.tx.v1beta1.TxBody","messages":['.repeat(50_000);
    const body = `{"tx":{"body":{"messages":[${deep}${']}'.repeat(50_000)}]}}}`;
    expect(refused('/cosmos/tx/v1beta1/encode', encode, body)).toMatch(/nested too deeply/);
  });
});

/** Values of a field that a URL can carry. */
function arbitrary(field: DescField): fc.Arbitrary<string> {
  if (field.enum) return fc.constantFrom(...field.enum.values.map(({ name }) => name));
  switch (field.scalar) {
    case ScalarType.BOOL:
      return fc.constantFrom('true', 'false');
    case ScalarType.BYTES:
      return fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    case ScalarType.STRING:
      // A path cannot hold nothing, nor the names of this folder and the one above.
      return fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((text) => !/^\.{1,2}$/.test(text));
    default:
      return fc.bigInt({ min: 1n, max: 2n ** 31n - 1n }).map(String);
  }
}

const gets = services.flatMap(({ methods }) => methods.flatMap(routesOf)).filter(({ verb }) => verb === 'GET');

describe('a request goes into a URL and comes out again', () => {
  it.each(gets.map((route) => [route.path, route] as const))('%s', (_path, route) => {
    const { input } = route.method;
    const fields = input.fields.filter((field) => field.fieldKind !== 'message' && field.fieldKind !== 'map');
    const filled = fc.record(Object.fromEntries(fields.map((field) => [field.name, arbitrary(field)])));
    fc.assert(
      fc.property(filled, (values) => {
        const query = new URLSearchParams();
        const json: JsonObject = {};
        let path = route.path;
        for (const field of fields) {
          const text = values[field.name] as string;
          const value = field.scalar === ScalarType.BOOL ? text === 'true' : text;
          json[field.name] = field.fieldKind === 'list' ? [value] : value;
          const escaped = encodeURIComponent(text);
          if (path.includes(`{${field.name}}`)) path = path.replace(`{${field.name}}`, () => escaped);
          else query.set(field.name, text);
        }
        const found = router.find(path).find((one) => one.route.method === route.method) as Found;
        const bytes = requestBytes(found, new URLSearchParams(query.toString()), Buffer.alloc(0));
        const wanted = encode(input, fromJson(input, json));
        expect(toJson(input, decode(input, bytes))).toEqual(toJson(input, decode(input, wanted)));
      }),
      { numRuns: 10 },
    );
  });
});
