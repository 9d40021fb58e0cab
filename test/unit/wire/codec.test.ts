import type { DescMessage } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { Registry } from '@cosmjs/proto-signing';
import { defaultRegistryTypes } from '@cosmjs/stargate';
import { describe, expect, it } from 'vitest';
import { MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { DecCoinSchema } from '../../../src/wire/gen/cosmos/base/v1beta1/coin_pb.ts';
import { MsgCreateValidatorSchema } from '../../../src/wire/gen/cosmos/staking/v1beta1/tx_pb.ts';
import { NoncesSchema } from '../../../src/wire/gen/emissions/v3/types_pb.ts';
import { EventNetworkInferenceBundleSchema } from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import {
  InputInferenceForecastBundleSchema,
  InputInferenceSchema,
} from '../../../src/wire/gen/emissions/v10/input_pb.ts';
import {
  AddStakeRequestSchema,
  CreateNewTopicRequestSchema,
  OptionalParamsSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { HeaderSchema } from '../../../src/wire/gen/tendermint/types/types_pb.ts';
import { canonical, decode, decodeStrict, encode, hex, registry, typeUrl } from '../../../src/wire/index.ts';
import { sample } from './sample.ts';

const sampled = (schema: DescMessage): Uint8Array => encode(schema, sample(schema) as never);

describe('against cosmjs', () => {
  const theirs = new Registry(defaultRegistryTypes);
  const schemas = registry.messages().filter((schema) => theirs.lookupType(typeUrl(schema)) !== undefined);

  it.each(schemas.filter((schema) => !/Validator$/.test(schema.typeName)))(
    '%s: its reader and writer give the same bytes',
    (schema) => {
      const bytes = sampled(schema);
      const value = theirs.decode({ typeUrl: typeUrl(schema), value: bytes });
      expect(hex(theirs.encode({ typeUrl: typeUrl(schema), value }))).toBe(hex(bytes));
    },
  );

  it('knows both the messages of bank and those of staking', () => {
    const names = schemas.map((schema) => schema.typeName);
    expect(names).toEqual(expect.arrayContaining([MsgSendSchema.typeName, MsgCreateValidatorSchema.typeName]));
  });

  it('MsgCreateValidator, whose decimals they scale', () => {
    const value = encode(MsgCreateValidatorSchema, create(MsgCreateValidatorSchema, { minSelfDelegation: '5' }));
    const read = theirs.decode({ typeUrl: typeUrl(MsgCreateValidatorSchema), value });
    expect(read).toMatchObject({
      minSelfDelegation: '5',
      commission: { rate: '0', maxRate: '0' },
      value: { amount: '0' },
    });
  });
});

describe('encode', () => {
  it('writes custom types always, plain zeros never', () => {
    expect(hex(encode(AddStakeRequestSchema, create(AddStakeRequestSchema)))).toBe('1a0130');
    expect(hex(encode(InputInferenceSchema, create(InputInferenceSchema, { topicId: 1n })))).toBe('0801220130');
  });

  it('writes a worker bundle as the protocol signs it', () => {
    const bundle = create(InputInferenceForecastBundleSchema, {
      inference: { topicId: 1n, blockHeight: 7n, inferer: 'a', value: '0', values: [{ label: 'y', value: '1.5' }] },
    });
    const inference = '08011007' + '1a0161' + '220130' + '3a08' + '0a0179' + '1203312e35';
    expect(hex(encode(InputInferenceForecastBundleSchema, bundle))).toBe(
      `0a${(inference.length / 2).toString(16)}${inference}`,
    );
  });

  it('packs numbers, and writes lists of custom types one by one', () => {
    const params = create(OptionalParamsSchema, { maxSerializedMsgLength: [300n], minTopicWeight: [''] });
    expect(hex(encode(OptionalParamsSchema, params))).toBe('1202ac02' + '1a0130');
    expect(hex(encode(NoncesSchema, create(NoncesSchema, { nonces: [{ blockHeight: 0n }] })))).toBe('0a00');
  });

  it('writes non-nullable messages that nobody set, and the zero time of Go', () => {
    const bytes = hex(encode(HeaderSchema, create(HeaderSchema)));
    expect(bytes).toBe('0a00' + '220b088092b8c398feffffff01' + '2a021200');
  });

  it('writes lists of decimals as one JSON text', () => {
    const event = create(EventNetworkInferenceBundleSchema, { combinedValue: '["1"]' });
    expect(hex(encode(EventNetworkInferenceBundleSchema, event))).toContain('32055b2231225d' + '3a025b5d');
  });
});

describe('decode', () => {
  it('gives the zero of custom types and the non-nullable messages', () => {
    expect(decode(DecCoinSchema, new Uint8Array()).amount).toBe('0');
    const header = decode(HeaderSchema, new Uint8Array());
    expect(header.time?.seconds).toBe(-62135596800n);
    expect(header.lastBlockId?.partSetHeader?.total).toBe(0);
  });

  it('gives back the same bytes for every message that can stand in a transaction', () => {
    for (const schema of registry.messages()) {
      const bytes = sampled(schema);
      expect(hex(encode(schema, decode(schema, bytes))), schema.typeName).toBe(hex(bytes));
    }
  });

  it('refuses what is cut short', () => {
    const bytes = sampled(MsgSendSchema);
    expect(() => decode(MsgSendSchema, bytes.subarray(0, bytes.length - 1))).toThrow('cosmos.bank.v1beta1.MsgSend');
  });

  it('passes over unknown fields', () => {
    expect(decode(AddStakeRequestSchema, Uint8Array.of(0xf8, 0x07, 1)).amount).toBe('0');
  });
});

describe('canonical', () => {
  const value = (text: string): string =>
    canonical(InputInferenceSchema, create(InputInferenceSchema, { value: text })).value;

  it('rewrites decimals as the reference marshals them', () => {
    expect([value('0.00000001'), value('1.50'), value('1e5'), value('')]).toEqual(['1E-8', '1.50', '1E+5', '0']);
  });

  it.each(['NaN', 'Infinity', '1e41', '1e-41', '0x10', '1_000', 'one'])('refuses %s as user input', (text) => {
    expect(() => value(text)).toThrow('emissions.v10.InputInference.value');
  });

  it.each(['1.5', '1e3', '010', '+1', ' 1', `1${'0'.repeat(78)}`, '9'.repeat(500)])('refuses %s as an Int', (text) => {
    const bytes = encode(AddStakeRequestSchema, create(AddStakeRequestSchema, { amount: text }));
    expect(() => decodeStrict(AddStakeRequestSchema, bytes)).toThrow('emissions.v10.AddStakeRequest.amount');
  });

  it('does not read a decimal that is longer than any honest one', () => {
    const topic = (pNorm: string) =>
      encode(CreateNewTopicRequestSchema, create(CreateNewTopicRequestSchema, { pNorm }));
    expect(decodeStrict(CreateNewTopicRequestSchema, topic(`0.${'1'.repeat(1_998)}`)).pNorm).toHaveLength(2_000);
    expect(() => decodeStrict(CreateNewTopicRequestSchema, topic('1'.repeat(2_001)))).toThrow('longer than 2000');
  });
});
