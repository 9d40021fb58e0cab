import { Dec } from '../../../protocol/decimal/index.ts';
import type { ValueCodec } from '../../store/collections.ts';

/** A regret and the nonce height at which it was last moved. */
interface TimestampedDec {
  readonly blockHeight: bigint;
  readonly value: Dec;
}

/** One regret table of one (topic, withheld actor): actor address → regret, addresses ascending. */
export type RegretTable = ReadonlyMap<string, TimestampedDec>;

/** Addresses with a decimal each (normalised weights of a topic), addresses ascending. */
export type DecTable = ReadonlyMap<string, Dec>;

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder();

/** Sorts by address: what enters the state must not depend on the order in which it was computed. */
function sortedEntries<V>(table: ReadonlyMap<string, V>): [string, V][] {
  return [...table].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Many entries in one value, a line each: an epoch then writes tens of keys and not thousands. */
function lines<V>(write: (value: V) => string, read: (fields: string[]) => V): ValueCodec<ReadonlyMap<string, V>> {
  return {
    encode: (table) =>
      utf8Encoder.encode(
        sortedEntries(table)
          .map(([actor, value]) => `${actor} ${write(value)}`)
          .join('\n'),
      ),
    decode: (bytes) => {
      const table = new Map<string, V>();
      const text = utf8Decoder.decode(bytes);
      if (text === '') return table;
      for (const line of text.split('\n')) {
        const [actor = '', ...fields] = line.split(' ');
        table.set(actor, read(fields));
      }
      return table;
    },
  };
}

/**
 * Remembers what was decoded, for as long as its bytes are in the state: what is read many times a block is decoded once.
 * The values must not be changed in place.
 */
export function remembered<V extends object>(codec: ValueCodec<V>): ValueCodec<V> {
  const decoded = new WeakMap<Uint8Array, V>();
  return {
    encode: codec.encode,
    decode(bytes) {
      let value = decoded.get(bytes);
      if (value === undefined) {
        value = Object.freeze(codec.decode(bytes));
        decoded.set(bytes, value);
      }
      return value;
    },
  };
}

/** Value codec of a packed regret table: lines of `address height regret`. */
export const regretTable: ValueCodec<RegretTable> = remembered(
  lines(
    (entry) => `${entry.blockHeight} ${entry.value.marshal()}`,
    ([height = '0', value = '0']) => ({ blockHeight: BigInt(height), value: Dec.parse(value) }),
  ),
);

/** Value codec of a packed table of decimals: lines of `address value`. */
export const decTable: ValueCodec<DecTable> = lines(
  (value) => value.marshal(),
  ([value = '0']) => Dec.parse(value),
);
