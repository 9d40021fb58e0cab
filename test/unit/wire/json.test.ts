import type { DescMessage } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { BaseAccountSchema } from '../../../src/wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { PageResponseSchema } from '../../../src/wire/gen/cosmos/base/query/v1beta1/pagination_pb.ts';
import { PubKeySchema } from '../../../src/wire/gen/cosmos/crypto/secp256k1/keys_pb.ts';
import { BroadcastTxRequestSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { TxSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import * as emissions from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { TopicSchema, TopicType } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { ParamsSchema as FeemarketParamsSchema } from '../../../src/wire/gen/feemarket/feemarket/v1/params_pb.ts';
import { QueryServiceInflationResponseSchema } from '../../../src/wire/gen/mint/v5/query_pb.ts';
import { HeaderSchema } from '../../../src/wire/gen/tendermint/types/types_pb.ts';
import {
  decode,
  durationOf,
  durationText,
  encode,
  fromJson,
  hex,
  jsonText,
  legacyDecText,
  legacyDecWire,
  packAny,
  registry,
  timestampOf,
  timestampText,
  toJson,
} from '../../../src/wire/index.ts';
import { sample } from './sample.ts';

describe('toJson', () => {
  it('writes proto names, defaults, quoted 64-bit integers, enum names and decimals', () => {
    const topic = toJson(TopicSchema, create(TopicSchema, { id: 2n, pNorm: '3', topicType: TopicType.REGRESSION }));
    expect(topic).toMatchObject({
      id: '2',
      p_norm: '3',
      epsilon: '0',
      topic_type: 'TOPIC_TYPE_REGRESSION',
      allow_negative: false,
    });
    expect(topic).toMatchObject({ metadata: '', label_whitelist: [], epoch_length: '0' });
  });

  it('writes null for absent messages and empty bytes', () => {
    expect(toJson(PageResponseSchema, create(PageResponseSchema))).toEqual({ next_key: null, total: '0' });
    expect(toJson(emissions.GetTopicResponseSchema, create(emissions.GetTopicResponseSchema))).toMatchObject({
      topic: null,
    });
    expect(toJson(HeaderSchema, create(HeaderSchema))).toMatchObject({
      version: { block: '0', app: '0' },
      time: '0001-01-01T00:00:00Z',
      last_block_id: { hash: null, part_set_header: { total: 0, hash: null } },
    });
  });

  it('writes LegacyDec with 18 digits, from text and from bytes', () => {
    const params = create(FeemarketParamsSchema, { alpha: '125000000000000000', beta: '-1' });
    expect(toJson(FeemarketParamsSchema, params)).toMatchObject({
      alpha: '0.125000000000000000',
      beta: '-0.000000000000000001',
    });
    const inflation = create(QueryServiceInflationResponseSchema, {
      inflation: new TextEncoder().encode('15000000000000000000'),
    });
    expect(toJson(QueryServiceInflationResponseSchema, inflation)).toEqual({ inflation: '15.000000000000000000' });
  });

  it('writes an Any as its message', () => {
    const pubKey = packAny(PubKeySchema, create(PubKeySchema, { key: Uint8Array.of(1, 2) }));
    expect(toJson(BaseAccountSchema, create(BaseAccountSchema, { address: 'a', pubKey }))).toEqual({
      address: 'a',
      pub_key: { '@type': '/cosmos.crypto.secp256k1.PubKey', key: 'AQI=' },
      account_number: '0',
      sequence: '0',
    });
  });

  it('writes only the chosen member of a oneof', () => {
    const tx = create(TxSchema, {
      authInfo: { signerInfos: [{ modeInfo: { sum: { case: 'single', value: { mode: 1 } } } }] },
    });
    expect(toJson(TxSchema, tx)).toMatchObject({
      auth_info: {
        signer_infos: [{ mode_info: { single: { mode: 'SIGN_MODE_DIRECT' } }, public_key: null }],
        fee: null,
      },
    });
  });
});

describe('fromJson', () => {
  const schemas: DescMessage[] = [
    ...registry.messages().filter((schema) => schema.typeName.startsWith('emissions.')),
    MsgSendSchema,
    HeaderSchema,
    FeemarketParamsSchema,
    emissions.GetNetworkInferencesAtBlockResponseSchema,
  ];
  it('reads back what toJson writes', () => {
    for (const schema of schemas) {
      const bytes = encode(schema, sample(schema) as never);
      const back = fromJson(schema, toJson(schema, decode(schema, bytes)));
      expect(hex(encode(schema, back)), schema.typeName).toBe(hex(bytes));
    }
  });

  it('takes camel-case names, numbers, enum numbers and both base64 alphabets', () => {
    const request = fromJson(emissions.GetTopicRequestSchema, { topicId: 3 });
    expect(request.topicId).toBe(3n);
    expect(fromJson(TopicSchema, { topic_type: 1, p_norm: 2.5, topicType: null })).toMatchObject({
      topicType: 1,
      pNorm: '2.5',
    });
    expect(hex(fromJson(PubKeySchema, { key: '-_8' }).key)).toBe('fbff');
  });

  it.each([
    [{ nope: 1 }, 'unknown field nope'],
    [{ id: -1 }, 'id: out of range'],
    [{ id: '1.5' }, 'id: not an integer'],
    [{ id: '18446744073709551616' }, 'id: out of range'],
    [{ p_norm: 'x' }, 'p_norm'],
    [{ topic_type: 'X' }, 'topic_type: no value'],
    [{ label_whitelist: 'y' }, 'label_whitelist: not a list'],
    [{ allow_negative: 'yes' }, 'allow_negative: not true or false'],
    ['text', 'not an object'],
  ])('refuses %j', (json, reason) => {
    expect(() => fromJson(TopicSchema, json as never)).toThrow(reason);
  });

  it('shows what is wrong as JSON, whatever it is', () => {
    const odd = { toString: 1, valueOf: 1 };
    expect(() => fromJson(BroadcastTxRequestSchema, { mode: odd })).toThrow(
      /no value of .*: {"toString":1,"valueOf":1}$/,
    );
    expect(() => fromJson(AnySchema, { '@type': odd })).toThrow(/type URL {"toString":1/);
    expect(() => fromJson(AnySchema, {})).toThrow(/type URL $/);
  });

  it('refuses an Any of an unknown type', () => {
    expect(() => fromJson(BaseAccountSchema, { pub_key: { '@type': '/x.Y' } })).toThrow(
      'unable to resolve type URL /x.Y',
    );
  });
});

describe('times and decimals', () => {
  it.each([
    ['0001-01-01T00:00:00Z', -62135596800n, 0],
    ['1969-12-31T23:59:59.500Z', -1n, 500_000_000],
    ['2000-02-29T12:00:00.000000001Z', 951825600n, 1],
    ['9999-12-31T23:59:59.123456Z', 253402300799n, 123_456_000],
  ])('%s', (text, seconds, nanos) => {
    expect(timestampOf(text)).toEqual({ seconds, nanos });
    expect(timestampText(seconds, nanos)).toBe(text);
  });

  it('agrees with Date over the centuries', () => {
    for (let day = -80_000; day < 80_000; day += 379) {
      const text = new Date(day * 86_400_000 + 3_661_000).toISOString().replace('.000Z', 'Z');
      expect(timestampText(BigInt(day) * 86_400n + 3661n, 0)).toBe(text);
      expect(timestampOf(text).seconds).toBe(BigInt(day) * 86_400n + 3661n);
    }
  });

  it('reads offsets, and refuses days that do not exist', () => {
    expect(timestampOf('1970-01-01T02:00:00+02:00').seconds).toBe(0n);
    expect(() => timestampOf('2023-02-29T00:00:00Z')).toThrow('no such time');
    expect(() => timestampOf('yesterday')).toThrow('not an RFC 3339 time');
  });

  it('writes durations in seconds', () => {
    expect([durationText(90n, 0), durationText(0n, 1_500_000), durationText(0n, -1_000)]).toEqual([
      '90s',
      '0.001500s',
      '-0.000001s',
    ]);
    expect(durationOf('-1.5s')).toEqual({ seconds: -1n, nanos: -500_000_000 });
    expect(() => durationOf('1m')).toThrow('not a duration');
  });

  it('scales LegacyDec', () => {
    expect(['0', '1', '-1500000000000000000'].map(legacyDecText)).toEqual([
      '0.000000000000000000',
      '0.000000000000000001',
      '-1.500000000000000000',
    ]);
    expect(['1', '-0.5', '0.000000000000000001'].map(legacyDecWire)).toEqual([
      '1000000000000000000',
      '-500000000000000000',
      '1',
    ]);
    expect(() => legacyDecWire('0.0000000000000000001')).toThrow('18 fraction digits');
  });

  it('escapes as Go does', () => {
    expect(jsonText({ a: '<&>\u2028"' })).toBe('{"a":"\\u003c\\u0026\\u003e\\u2028\\""}');
  });
});
