import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { TxBodySchema } from '../../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { InsertWorkerPayloadRequestSchema } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { decodeTx, encode, MOST_FIELDS, packAny, requireRoom, txRaw, WireError } from '../../../src/wire/index.ts';

/** A body of so many messages of no type, two bytes each. */
const crowd = (messages: number): Uint8Array => new Uint8Array(2 * messages).map((_, i) => (i % 2 === 0 ? 0x0a : 0));

test('takes as many fields as there may be, and not one more', () => {
  expect(() => requireRoom(TxBodySchema, crowd(MOST_FIELDS))).not.toThrow();
  expect(() => requireRoom(TxBodySchema, crowd(MOST_FIELDS + 1))).toThrow(
    /^cosmos.tx.v1beta1.TxBody: more than \d+ fields$/,
  );
});

test('counts what is in messages, through Any too', () => {
  const elements = Array.from({ length: MOST_FIELDS / 2 }, () => ({}));
  const payload = create(InsertWorkerPayloadRequestSchema, {
    workerDataBundle: { inferenceForecastsBundle: { forecast: { forecastElements: elements } } },
  });
  const body = (count: number) => {
    const messages = Array.from({ length: count }, () => packAny(InsertWorkerPayloadRequestSchema, payload));
    return encode(TxBodySchema, create(TxBodySchema, { messages }));
  };
  expect(() => requireRoom(TxBodySchema, body(3))).toThrow(WireError);
});

test('a transaction that is crowded is not read', () => {
  const parts = { authInfoBytes: new Uint8Array(), signatures: [] };
  expect(() => decodeTx(txRaw({ ...parts, bodyBytes: crowd(1_400_000) }))).toThrow('more than');
});

test('messages in messages end somewhere', () => {
  let body = encode(TxBodySchema, create(TxBodySchema, {}));
  for (let depth = 0; depth < 200; depth++) {
    const messages = [{ typeUrl: '/cosmos.tx.v1beta1.TxBody', value: body }];
    body = encode(TxBodySchema, create(TxBodySchema, { messages }));
  }
  expect(() => requireRoom(TxBodySchema, body)).toThrow('nested too deeply');
});

test.each([
  ['cut short', Uint8Array.of(0x0a, 0x7f)],
  ['an endless varint', new Uint8Array(64).fill(0xff)],
  ['a group', Uint8Array.of(0x0b)],
  ['nothing', new Uint8Array()],
])('passes over what is no message: %s', (_, bytes) => {
  expect(() => requireRoom(TxBodySchema, bytes)).not.toThrow();
});
