import { describe, expect, it } from 'vitest';
import { type Comparison, holds } from '../../../src/cli/assert/compare.ts';
import { parsePath, valueAt } from '../../../src/cli/assert/path.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';

describe('a path', () => {
  const json = { topic: { epoch_length: '12', 'a.b': true }, list: [{ x: 1 }, { x: 2 }], none: null };

  it.each([
    ['topic.epoch_length', '12'],
    ['topic["a.b"]', true],
    ['list[0].x', 1],
    ['list[-1].x', 2],
    ['none', null],
    ['', json],
    ['list[2].x', undefined],
    ['topic.epoch_length.more', undefined],
    ['list.length', undefined],
    ['constructor', undefined],
    ['none.more', undefined],
  ])('%s', (path, expected) => {
    expect(valueAt(json, parsePath(path))).toEqual(expected);
  });

  it.each(['.topic', 'topic..x', 'list[', 'list[x]', 'a b', '[""', 'topic.', '["\\q"]', '["\u0001"]'])(
    '%s is none',
    (path) => {
      expect(() => parsePath(path)).toThrow(`--path "${path}" cannot be read`);
    },
  );
});

describe('a comparison', () => {
  it.each<[Comparison, unknown, string, boolean]>([
    ['equals', '12', '12.0', true],
    ['equals', 12, '1.2e1', true],
    ['equals', '0.1000000000000000000000000000000000001', '0.1', false],
    ['equals', '1000000000000000000000000001', '1000000000000000000000000000', false],
    ['equals', 'a', 'a', true],
    ['equals', 'true', 'true', true],
    ['equals', true, 'true', true],
    ['equals', false, 'true', false],
    ['equals', null, 'null', true],
    ['equals', '', '', true],
    ['equals', ['1', { a: '2.0' }], '[1,{"a":2}]', true],
    ['equals', { a: 1 }, '{"a":1,"b":2}', false],
    ['equals', { a: '1000000000000000000000000' }, '{"a":1000000000000000000000001}', false],
    ['equals', { a: '1000000000000000000000001' }, '{"a":1000000000000000000000001.0}', true],
    ['equals', ['0.1000000000000000000000001'], '[0.1]', false],
    ['equals', [9_007_199_254_740_992], '[9007199254740993]', false],
    ['differs', { a: '1000000000000000000000000' }, '{"a":1000000000000000000000001}', true],
    ['contains', [{ a: '1000000000000000000000000' }], '{"a":1000000000000000000000001}', false],
    ['contains', [{ a: '1000000000000000000000001' }], '{"a":1000000000000000000000001}', true],
    ['equals', [1], '{"0":1}', false],
    ['equals', undefined, 'undefined', false],
    ['differs', '12', '12.00', false],
    ['differs', '12', '13', true],
    ['differs', undefined, '13', false],
    ['above', '3', '2.999999999999999999999', true],
    ['above', '3', '3.0', false],
    ['at-least', '3', '3.0', true],
    ['below', '-0', '0', false],
    ['at-most', '-1e-30', '0', true],
    ['above', 'NaN', '0', false],
    ['above', 'text', '0', false],
    ['contains', 'a question', 'quest', true],
    ['contains', ['1', '2'], '2.0', true],
    ['contains', ['1', '2'], '3', false],
    ['contains', { a: 1 }, 'a', false],
    ['matches', 'allo1abc', '^allo1[a-z]+$', true],
    ['matches', 12, '12', false],
    ['count', [1, 2], '2', true],
    ['count', { a: 1 }, '1.0', true],
    ['count', 'ab', '2', false],
  ])('%s: %j and %s', (comparison, actual, text, expected) => {
    expect(holds(comparison, actual as never, text)).toBe(expected);
  });

  it('bears a tolerance, exactly', () => {
    const tolerance = Dec.parse('0.01');
    expect(holds('equals', '3.11', '3.1', tolerance)).toBe(true);
    expect(holds('equals', '3.110000000000000000000000001', '3.1', tolerance)).toBe(false);
    expect(holds('differs', ['3.11'], '[3.1]', tolerance)).toBe(false);
  });

  it.each<[Comparison, string]>([
    ['above', 'x'],
    ['at-most', ''],
    ['count', 'two'],
    ['matches', '('],
    ['above', '1e999999999'],
  ])('%s %s makes no sense', (comparison, text) => {
    expect(() => holds(comparison, comparison === 'matches' ? 'x' : 1, text)).toThrow(`--${comparison} "${text}"`);
  });
});
