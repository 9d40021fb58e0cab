import { create } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { rejectNonCanonicalTxRaw, rejectUnknown } from '../../../src/wire/codec/unknown.ts';
import { MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { TxBodySchema, TxRawSchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode, fromHex, registry } from '../../../src/wire/index.ts';
import { sample } from './sample.ts';

const bytes = (text: string): Uint8Array => fromHex(text) as Uint8Array;
const body = (typeUrl: string, value: Uint8Array): Uint8Array =>
  encode(TxBodySchema, create(TxBodySchema, { messages: [create(AnySchema, { typeUrl, value })] }));

describe('rejectUnknown', () => {
  it('accepts everything that we write', () => {
    for (const schema of registry.messages()) {
      const written = encode(schema, sample(schema) as never);
      if (!schema.typeName.startsWith('cosmos.')) rejectUnknown(schema, written);
    }
    rejectUnknown(MsgSendSchema, encode(MsgSendSchema, sample(MsgSendSchema) as never));
  });

  it('refuses an unknown field, at any depth and through Any', () => {
    expect(() => rejectUnknown(MsgSendSchema, bytes('2001'))).toThrow('unknown field 4');
    expect(() => rejectUnknown(MsgSendSchema, bytes('1a022001'))).toThrow('cosmos.base.v1beta1.Coin: unknown field 4');
    expect(() => rejectUnknown(TxBodySchema, body('/cosmos.bank.v1beta1.MsgSend', bytes('2001')))).toThrow(
      'unknown field 4',
    );
  });

  it('accepts non-critical fields where they are allowed', () => {
    const nonCritical = bytes('824000');
    expect(() => rejectUnknown(TxBodySchema, nonCritical)).toThrow('unknown field 1024');
    expect(() => rejectUnknown(TxBodySchema, nonCritical, { allowNonCritical: true })).not.toThrow();
    expect(() => rejectUnknown(TxBodySchema, bytes('2001'), { allowNonCritical: true })).toThrow('unknown field 4');
  });

  it('refuses a wrong wire type, an unknown type and broken bytes', () => {
    expect(() => rejectUnknown(MsgSendSchema, bytes('0801'))).toThrow('from_address: unexpected wire type 0');
    expect(() => rejectUnknown(TxBodySchema, body('/x.Y', bytes('')))).toThrow('unable to resolve type URL /x.Y');
    expect(() => rejectUnknown(MsgSendSchema, bytes('0a05'))).toThrow('cosmos.bank.v1beta1.MsgSend');
    expect(() => rejectUnknown(MsgSendSchema, bytes('ffffffffffffffffffff'))).toThrow('cosmos.bank.v1beta1.MsgSend');
  });
});

describe('rejectNonCanonicalTxRaw', () => {
  const raw = (signatures: Uint8Array[]): Uint8Array =>
    encode(
      TxRawSchema,
      create(TxRawSchema, { bodyBytes: new Uint8Array(200), authInfoBytes: bytes('01'), signatures }),
    );

  it('accepts what we write', () => {
    expect(() => rejectNonCanonicalTxRaw(raw([bytes('00'), bytes('01')]))).not.toThrow();
  });

  it.each([
    ['0a8100' + '00', 'shortest form'],
    ['120101' + '0a0101', 'in order'],
    ['0a0101' + '0a0101', 'in order'],
    ['0801', 'wire type 0'],
    ['0a05', 'cut short'],
    ['8a0000', 'shortest form'],
  ])('refuses %s', (text, reason) => {
    expect(() => rejectNonCanonicalTxRaw(bytes(text))).toThrow(reason);
  });
});
