import { sdkErrors } from '../errors.ts';

/**
 * Keys are binary strings: every character is one byte (0–255), so that JavaScript compares, concatenates and hashes
 * them fast, and `<` is the byte order of the tree. Codecs here keep the order of the values they encode.
 */
export interface KeyCodec<T> {
  /** The key of a value. */
  encode(value: T): string;
  /** The value's key as a leading part of a longer key: self-delimiting. */
  part(value: T): string;
  decode(key: string): T;
  /** Reads a leading part at `offset`: the value and where the next part begins. */
  readPart(key: string, offset: number): [value: T, next: number];
}

const chars = (hi: number, lo: number): string =>
  String.fromCharCode(hi >>> 24, (hi >>> 16) & 255, (hi >>> 8) & 255, hi & 255) +
  String.fromCharCode(lo >>> 24, (lo >>> 16) & 255, (lo >>> 8) & 255, lo & 255);

function word(key: string, at: number): bigint {
  if (key.length < at + 8) throw new RangeError('a 64-bit key needs eight bytes');
  let high = 0;
  let low = 0;
  for (let i = 0; i < 4; i++) {
    high = high * 256 + key.charCodeAt(at + i);
    low = low * 256 + key.charCodeAt(at + 4 + i);
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

function big(value: bigint, flip: number): string {
  const bits = BigInt.asUintN(64, value);
  return chars((Number(bits >> 32n) ^ flip) >>> 0, Number(bits & 0xffffffffn));
}

function fixed64(encode: (value: bigint) => string, decode: (word: bigint) => bigint): KeyCodec<bigint> {
  return {
    encode,
    part: encode,
    decode: (key) => decode(word(key, 0)),
    readPart: (key, offset) => [decode(word(key, offset)), offset + 8],
  };
}

/** uint64, eight bytes big-endian: sorts as numbers. */
export const u64: KeyCodec<bigint> = fixed64(
  (value) => {
    if (value < 0n || value > 0xffffffffffffffffn) throw new RangeError(`not a uint64: ${value}`);
    return big(value, 0);
  },
  (bits) => bits,
);

/** int64, eight bytes with the sign bit turned: negative numbers sort before positive ones. */
export const i64: KeyCodec<bigint> = fixed64(
  (value) => {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`not an int64: ${value}`);
    return big(value, 0x80000000);
  },
  (bits) => BigInt.asIntN(64, bits ^ 0x8000000000000000n),
);

/** Texts that are their own bytes. */
const ASCII = /^[ -~]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Text in UTF-8, sorted by its bytes; as a leading part it ends with a zero byte, so it must not hold one: sdk 18 for those
 * who ask for such a name.
 */
export const text: KeyCodec<string> = {
  encode(value) {
    if (ASCII.test(value)) return value;
    if (value.includes('\0')) throw sdkErrors.invalidRequest('a name holds a zero byte');
    return Buffer.from(value, 'utf8').toString('latin1');
  },
  part: (value) => `${text.encode(value)}\0`,
  decode: (key) => (ASCII.test(key) ? key : utf8.decode(Buffer.from(key, 'latin1'))),
  readPart(key, offset) {
    const end = key.indexOf('\0', offset);
    if (end < 0) throw new RangeError('a text part without its end');
    return [text.decode(key.slice(offset, end)), end + 1];
  },
};

/** A bech32 address as its text: fixed order, no decoding on the way. */
export const address: KeyCodec<string> = { ...text };

/** Bytes as they are; as a leading part preceded by their length (at most 255). */
export const bytesKey: KeyCodec<Uint8Array> = {
  encode: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'),
  part(value) {
    if (value.length > 255) throw new RangeError('a bytes part has at most 255 bytes');
    return String.fromCharCode(value.length) + bytesKey.encode(value);
  },
  decode: (key) => new Uint8Array(Buffer.from(key, 'latin1')),
  readPart(key, offset) {
    const end = offset + 1 + key.charCodeAt(offset);
    return [bytesKey.decode(key.slice(offset + 1, end)), end];
  },
};

type Codecs<T extends readonly unknown[]> = { readonly [I in keyof T]: KeyCodec<T[I]> };

/** Several parts in one key, ordered by the first, then the second, and so on; prefixes of it select ranges. */
export interface TupleCodec<T extends readonly unknown[]> extends KeyCodec<T> {
  /** The key's beginning for the leading parts given. */
  prefix(values: LeadingParts<T>): string;
}

/** `[]`, `[a]`, `[a, b]` … up to the whole tuple. */
export type LeadingParts<T extends readonly unknown[]> = T extends readonly [infer A, ...infer Rest]
  ? readonly [] | readonly [A, ...LeadingParts<Rest>]
  : readonly [];

/** A key of several parts. `pair`, `triple` and `quad` are its usual sizes. */
export function tuple<T extends readonly unknown[]>(...codecs: Codecs<T>): TupleCodec<T> {
  const parts = codecs as readonly KeyCodec<unknown>[];
  const last = parts.length - 1;
  const leading = (values: readonly unknown[], count: number) => {
    let key = '';
    for (let i = 0; i < count; i++) key += parts[i]!.part(values[i]);
    return key;
  };
  const read = (key: string, offset: number, wholeAtEnd: boolean): [T, number] => {
    const values: unknown[] = [];
    let at = offset;
    for (let i = 0; i <= last; i++) {
      if (i === last && wholeAtEnd) {
        values.push(parts[i]!.decode(key.slice(at)));
        at = key.length;
      } else {
        const [value, next] = parts[i]!.readPart(key, at);
        values.push(value);
        at = next;
      }
    }
    return [values as unknown as T, at];
  };
  return {
    encode: (values) => leading(values, last) + parts[last]!.encode(values[last]),
    part: (values) => leading(values, parts.length),
    decode: (key) => read(key, 0, true)[0],
    readPart: (key, offset) => read(key, offset, false),
    prefix(values) {
      const given = values as readonly unknown[];
      // All parts given: the key itself, whose last part is not delimited.
      return given.length > last
        ? leading(given, last) + parts[last]!.encode(given[last])
        : leading(given, given.length);
    },
  };
}

export const pair = <A, B>(a: KeyCodec<A>, b: KeyCodec<B>): TupleCodec<readonly [A, B]> => tuple<readonly [A, B]>(a, b);

export const triple = <A, B, C>(a: KeyCodec<A>, b: KeyCodec<B>, c: KeyCodec<C>): TupleCodec<readonly [A, B, C]> =>
  tuple<readonly [A, B, C]>(a, b, c);

export const quad = <A, B, C, D>(
  a: KeyCodec<A>,
  b: KeyCodec<B>,
  c: KeyCodec<C>,
  d: KeyCodec<D>,
): TupleCodec<readonly [A, B, C, D]> => tuple<readonly [A, B, C, D]>(a, b, c, d);

/** The smallest key greater than every key that begins with `prefix`; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 255) end--;
  if (end === 0) return undefined;
  return prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1);
}
