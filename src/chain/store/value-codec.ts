import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { Dec } from '../../protocol/decimal/index.ts';
import { decode, encode } from '../../wire/index.ts';

/** How a value lies in the store. */
export interface ValueCodec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const fromText = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const toText = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');

/** Text. */
export const string: ValueCodec<string> = { encode: fromText, decode: (bytes) => utf8.decode(bytes) };

/** Bytes as they are. */
export const bytes: ValueCodec<Uint8Array> = { encode: (value) => value.slice(), decode: (value) => value };

/** An integer of any size, as decimal text (the SDK's `math.Int`). */
export const int: ValueCodec<bigint> = {
  encode: (value) => fromText(value.toString()),
  decode: (value) => BigInt(toText(value)),
};

/** A decimal in its state text (`Dec.marshal`, docs/spec/synthesis.md). */
export const dec: ValueCodec<Dec> = {
  encode: (value) => fromText(value.marshal()),
  decode: (value) => Dec.parse(toText(value)),
};

function word(read: (view: DataView) => bigint, write: (view: DataView, value: bigint) => void): ValueCodec<bigint> {
  return {
    encode(value) {
      const out = new Uint8Array(8);
      write(new DataView(out.buffer), value);
      return out;
    },
    decode: (value) => read(new DataView(value.buffer, value.byteOffset, 8)),
  };
}

/** uint64, eight bytes big-endian. */
export const u64: ValueCodec<bigint> = word(
  (view) => view.getBigUint64(0),
  (view, value) => {
    if (BigInt.asUintN(64, value) !== value) throw new RangeError(`not a uint64: ${value}`);
    view.setBigUint64(0, value);
  },
);

/** int64, eight bytes big-endian, two's complement. */
export const i64: ValueCodec<bigint> = word(
  (view) => view.getBigInt64(0),
  (view, value) => {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`not an int64: ${value}`);
    view.setBigInt64(0, value);
  },
);

const NO = Uint8Array.of(0);
const YES = Uint8Array.of(1);

/** A truth value, one byte. */
export const bool: ValueCodec<boolean> = { encode: (value) => (value ? YES : NO), decode: (value) => value[0] === 1 };

/**
 * A protobuf message in the bytes that the reference would store: a decimal that is not set is its zero, never an empty
 * text, and reads as that.
 */
export function proto<S extends DescMessage>(schema: S): ValueCodec<MessageShape<S>> {
  return { encode: (value) => encode(schema, value), decode: (value) => decode(schema, value) };
}

/** A small record of text, numbers below 2^53, lists and objects, as JSON with keys in the order they are given. */
export function json<T>(): ValueCodec<T> {
  return { encode: (value) => fromText(JSON.stringify(value)), decode: (value) => JSON.parse(utf8.decode(value)) as T };
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}

/**
 * For values that are read much more often than written (parameters, topics): decoded once for as long as the stored
 * bytes stay the same, and frozen, because every reader gets the same object. To change one, make a copy and set it.
 */
export function shared<T extends object>(codec: ValueCodec<T>): ValueCodec<Readonly<T>> {
  const decoded = new WeakMap<Uint8Array, T>();
  return {
    encode: (value) => codec.encode(value as T),
    decode(stored) {
      let value = decoded.get(stored);
      if (value === undefined) {
        value = codec.decode(stored);
        freeze(value);
        decoded.set(stored, value);
      }
      return value;
    },
  };
}
