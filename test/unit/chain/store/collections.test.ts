import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../../src/chain/context.ts';
import {
  address,
  bytes,
  bytesKey,
  collections,
  i64,
  i64Key,
  index,
  int,
  json,
  pair,
  proto,
  quad,
  shared,
  string,
  stringKey,
  triple,
  u64,
  u64Key,
} from '../../../../src/chain/store/collections.ts';
import { type KeyCodec, prefixEnd } from '../../../../src/chain/store/key-codec.ts';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { ScoreSchema } from '../../../../src/wire/gen/emissions/v3/types_pb.ts';
import { encode } from '../../../../src/wire/index.ts';

/** Collections touch nothing of a context but its store. */
const context = () => ({ store: new VersionedStore(['test'], { keep: 0 }).branch() }) as unknown as Context;

const uint = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const sint = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
const name = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((s) => !s.includes('\0') && s.isWellFormed());
const sign = (n: bigint) => (n < 0n ? -1 : n > 0n ? 1 : 0);
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

describe('key codecs', () => {
  test('numbers sort as numbers', () => {
    fc.assert(fc.property(uint, uint, (a, b) => order(u64Key.encode(a), u64Key.encode(b)) === sign(a - b)));
    fc.assert(fc.property(sint, sint, (a, b) => order(i64Key.encode(a), i64Key.encode(b)) === sign(a - b)));
    expect(() => u64Key.encode(-1n)).toThrow(RangeError);
    expect(() => i64Key.encode(1n << 63n)).toThrow(RangeError);
  });

  test('texts sort by their bytes', () => {
    fc.assert(
      fc.property(
        name,
        name,
        (a, b) => order(stringKey.encode(a), stringKey.encode(b)) === Buffer.compare(Buffer.from(a), Buffer.from(b)),
      ),
    );
    expect(() => stringKey.encode('a\0b')).toThrow('a name holds a zero byte');
  });

  test('what was encoded is read back, alone and as a part', () => {
    const back = <T>(codec: KeyCodec<T>, value: T) => {
      expect(codec.decode(codec.encode(value))).toEqual(value);
      expect(codec.readPart(`xx${codec.part(value)}yy`, 2)).toEqual([value, 2 + codec.part(value).length]);
    };
    const four = quad(u64Key, stringKey, bytesKey, i64Key);
    fc.assert(
      fc.property(uint, name, fc.uint8Array({ maxLength: 9 }), sint, (a, b, c, d) => {
        back(u64Key, a);
        back(stringKey, b);
        back(bytesKey, c);
        back(i64Key, d);
        back(four, [a, b, c, d] as const);
      }),
    );
  });

  test('tuples sort by their parts in turn', () => {
    const codec = triple(stringKey, i64Key, stringKey);
    const parts = fc.tuple(
      fc.constantFrom('a', 'ab', 'b', ''),
      fc.constantFrom(-1n, 0n, 1n),
      fc.constantFrom('x', 'xy'),
    );
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const expected = order(a[0], b[0]) || sign(a[1] - b[1]) || order(a[2], b[2]);
        expect(order(codec.encode(a), codec.encode(b))).toBe(expected);
      }),
    );
  });

  test('the end of a prefix', () => {
    expect(prefixEnd('a')).toBe('b');
    expect(prefixEnd('a\xff\xff')).toBe('b');
    expect(prefixEnd('\xff')).toBeUndefined();
  });
});

describe('collections', () => {
  test('an item is there or not, and says so', () => {
    const item = collections('test').item(0, string);
    const raw = collections('test').item(1, bytes);
    const ctx = context();
    raw.set(ctx, Uint8Array.of(7));
    expect(raw.require(ctx)).toEqual(Uint8Array.of(7));
    expect(item.get(ctx)).toBeUndefined();
    expect(() => item.require(ctx)).toThrow(/not initialised/);
    item.set(ctx, 'väl');
    expect([item.require(ctx), item.has(ctx)]).toEqual(['väl', true]);
    item.delete(ctx);
    expect(item.has(ctx)).toBe(false);
  });

  test('ranges of a pair: by prefix, from a start to an end, in both directions, up to a limit', () => {
    const state = collections('test');
    const scores = state.map(1, pair(u64Key, i64Key), int);
    state.map(2, u64Key, u64);
    const ctx = context();
    for (const topic of [1n, 2n, 256n])
      for (const height of [-5n, 0n, 7n, 300n]) scores.set(ctx, [topic, height], height);
    const heights = (selection: Parameters<typeof scores.keys>[1]) =>
      [...scores.keys(ctx, selection)].map(([, h]) => h);
    expect(heights({ prefix: [2n] })).toEqual([-5n, 0n, 7n, 300n]);
    expect(heights({ prefix: [2n], start: [2n, 0n] })).toEqual([0n, 7n, 300n]);
    expect(heights({ prefix: [2n], end: [2n, 7n], reverse: true })).toEqual([0n, -5n]);
    expect(heights({ prefix: [2n], reverse: true, limit: 1 })).toEqual([300n]);
    expect(heights({ prefix: [2n, 7n] })).toEqual([7n]);
    expect(heights({ prefix: [3n] })).toEqual([]);
    expect(heights({ limit: 0 })).toEqual([]);
    expect([...scores.keys(ctx, { start: [2n, 300n] })]).toEqual([
      [2n, 300n],
      ...[-5n, 0n, 7n, 300n].map((h) => [256n, h]),
    ]);
    expect(scores.clear(ctx, { prefix: [1n] })).toBe(4);
    expect([...scores.entries(ctx)]).toHaveLength(8);
  });

  test('a set holds keys and does not meet its neighbours', () => {
    const state = collections('test');
    const first = state.set(1, address);
    const second = state.set(2, address);
    const ctx = context();
    first.add(ctx, 'allo1a');
    second.add(ctx, 'allo1b');
    expect([...first.entries(ctx)]).toEqual(['allo1a']);
    expect([first.has(ctx, 'allo1a'), first.has(ctx, 'allo1b')]).toEqual([true, false]);
    first.delete(ctx, 'allo1a');
    expect([...first.entries(ctx)]).toEqual([]);
  });

  test('pages follow one another to the end, either way, filtered or not', () => {
    const values = collections('test').map(9, pair(stringKey, u64Key), i64);
    const ctx = context();
    for (let n = 0n; n < 25n; n++) values.set(ctx, ['a', n], -n);
    values.set(ctx, ['b', 0n], 1n);
    for (const reverse of [false, true]) {
      const seen: bigint[] = [];
      let key: Uint8Array = new Uint8Array(0);
      do {
        const page = values.page(ctx, { key, limit: 10n, reverse, countTotal: true }, ['a'], ([, n]) => n % 2n === 0n);
        expect(page.pagination.total).toBe(key.length ? 0n : 13n);
        seen.push(...page.entries.map(([[, n]]) => n));
        key = page.pagination.nextKey;
      } while (key.length > 0);
      const expected = Array.from({ length: 13 }, (_, index) => BigInt(index * 2));
      expect(seen).toEqual(reverse ? expected.reverse() : expected);
    }
    expect(values.page(ctx, { offset: 24n }, ['a'])).toMatchObject({ entries: [[['a', 24n], -24n]] });
    expect(values.page(ctx, undefined).pagination.total).toBe(26n);
    expect(() => values.page(ctx, { key: Uint8Array.of(1), offset: 1n })).toThrow(/either offset or key/);
  });

  test('shared values are decoded once and cannot be changed by a reader', () => {
    const item = collections('test').item(0, shared(json<{ list: { n: number }[] }>()));
    const ctx = context();
    item.set(ctx, { list: [{ n: 1 }] });
    const value = item.require(ctx);
    expect(item.require(ctx)).toBe(value);
    expect(() => {
      value.list[0]!.n = 2;
    }).toThrow(TypeError);
    item.set(ctx, { list: [{ n: 2 }] });
    expect(item.require(ctx).list[0]!.n).toBe(2);
  });

  test('an indexed map and its indexes never disagree', () => {
    interface Stake {
      owner: string;
      topic: bigint;
    }
    const state = collections('test');
    const stakes = state.indexed(1, u64Key, json<{ owner: string; topic: string }>(), {
      owner: index(2, address, ({ owner }: { owner: string }) => (owner === '' ? undefined : owner)),
      topic: index(3, u64Key, ({ topic }: { topic: string }) => BigInt(topic)),
    });
    const change = fc.record({
      key: fc.bigInt({ min: 0n, max: 6n }),
      value: fc.option(
        fc.record({ owner: fc.constantFrom('', 'a', 'ab', 'b'), topic: fc.bigInt({ min: 0n, max: 2n }) }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.bigInt({ min: 0n, max: 7n }), (changes, from) => {
        const ctx = context();
        const plain = new Map<bigint, Stake>();
        for (const { key, value } of changes) {
          if (value) {
            stakes.set(ctx, key, { owner: value.owner, topic: String(value.topic) });
            plain.set(key, value);
          } else {
            stakes.delete(ctx, key);
            plain.delete(key);
          }
        }
        stakes.clear(ctx, { start: from });
        for (const key of [...plain.keys()]) if (key >= from) plain.delete(key);
        const having = (test: (stake: Stake) => boolean) =>
          [...plain]
            .filter(([, stake]) => test(stake))
            .map(([key]) => key)
            .sort((a, b) => Number(a - b));
        for (const owner of ['a', 'ab', 'b']) {
          const expected = having((stake) => stake.owner === owner);
          expect([...stakes.by.owner.keys(ctx, owner)]).toEqual(expected);
          expect([...stakes.by.owner.keys(ctx, owner, { reverse: true })]).toEqual(expected.toReversed());
          expect([...stakes.by.owner.entries(ctx, owner)].map(([, value]) => value.owner)).toEqual(
            expected.map(() => owner),
          );
          expect(stakes.by.owner.has(ctx, owner)).toBe(expected.length > 0);
        }
        expect([...stakes.by.topic.pairs(ctx)]).toEqual(
          [0n, 1n, 2n].flatMap((topic) => having((stake) => stake.topic === topic).map((key) => [topic, key])),
        );
        expect([...stakes.by.owner.pairs(ctx)]).toHaveLength(having(({ owner }) => owner !== '').length);
      }),
    );
  });

  test('a protobuf value is stored as the reference stores it: what is not set is zero', () => {
    const scores = collections('test').item(0, proto(ScoreSchema));
    const ctx = context();
    scores.set(ctx, create(ScoreSchema, { topicId: 1n, address: 'allo1a' }));
    expect(scores.require(ctx).score).toBe('0');
    expect(ctx.store.get('test', '\0')).toEqual(
      encode(ScoreSchema, create(ScoreSchema, { topicId: 1n, address: 'allo1a', score: '0' })),
    );
  });

  test('a prefix is a byte and is used once', () => {
    const state = collections('test');
    state.item(3, string);
    expect(() => state.set(3, u64Key)).toThrow(/used twice/);
    expect(() => state.item(256, string)).toThrow(RangeError);
  });
});
