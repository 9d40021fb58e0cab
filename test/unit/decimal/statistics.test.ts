import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cumulativeSum,
  Dec,
  ema,
  linearInterpolation,
  mad,
  median,
  quantile,
  stdDev,
  sum,
  weightedPercentiles,
} from '../../../src/protocol/decimal/index.ts';
import { decimals } from './arbitraries.ts';

const d = Dec.parse;
const list = (...texts: (string | number)[]) => texts.map((text) => d(String(text)));
const texts = (values: Dec[]) => values.map((value) => value.marshal());

describe('worked numbers', () => {
  test('quantiles of 1 … 10', () => {
    const values = list(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(['0.25', '0.5', '0.75'].map((q) => quantile(values, d(q)).toNumber())).toEqual([3.25, 5.5, 7.75]);
    expect(quantile(values, d('0')).marshal()).toBe('1');
    expect(quantile(values, d('1')).marshal()).toBe('10');
    expect(quantile([], d('0.5')).marshal()).toBe('0');
    expect(() => quantile(values, d('1.5'))).toThrow(expect.objectContaining({ code: 6 }));
    expect(() => quantile(values, d('2'))).toThrow(/index/);
  });
  test('weighted percentiles', () => {
    const values = list(10, 20, 30, 40, 50);
    const weights = list(0.1, 0.2, 0.3, 0.4, 0.5);
    const found = weightedPercentiles(values, weights, list(10, 25, 50, 75, 90)).map((value) => value.toNumber());
    for (const [i, wanted] of [50 / 3, 27, 270 / 7, 425 / 9, 50].entries()) expect(found[i]).toBeCloseTo(wanted, 12);
    expect(texts(weightedPercentiles(list(3, 1, 2, 5, 4), list(1, 1, 1, 1, 1), list(0, 50, 100)))).toEqual([
      '1',
      '3',
      '5',
    ]);
  });
  test('median and median absolute deviation', () => {
    expect(median([]).marshal()).toBe('0');
    expect(median(list(3, 1, 2)).marshal()).toBe('2');
    expect(median(list(4, 1, 2, 3)).marshal()).toBe('2.500000000000000000000000000000000');
    expect(mad([])).toEqual({ mad: Dec.ZERO, median: Dec.ZERO });
    expect(mad(list('1.50')).median.marshal()).toBe('1.50');
    expect(mad(list(0, 0, 0, 100)).mad.isZero()).toBe(true);
    expect(mad(list('0.1', '0.2', '0.3')).mad.marshal()).toBe('0.1');
  });
  test('sample deviation', () => {
    expect(stdDev(list(5)).marshal()).toBe('0');
    expect(stdDev(list(1, 2, 3, 4)).toNumber()).toBeCloseTo(Math.sqrt(5 / 3), 14);
    const regrets = list(
      '0.6445506208021189',
      '1.0216386898413485',
      '0.6092049398135028',
      '0.6971588004566455',
      '0.9030751421888253',
      '0.8219035038858344',
    );
    expect(stdDev(regrets).marshal()).toMatch(/^0\.16101029483155/);
    expect(quantile(regrets, d('0.25')).marshal()).toMatch(/^0\.65770266571575055/);
    expect(mad(regrets).mad.mul(d('1.4826')).add(d('0.0001')).marshal()).toMatch(/^0\.19174422770396545432/);
  });
  test('moving average', () => {
    expect(ema(d('0.1'), d('300'), d('200'), false).marshal()).toBe('210.0');
    expect(ema(d('0.2'), d('38'), d('1'), false).marshal()).toBe('8.4');
    expect(ema(d('0.1'), d('1.0'), d('1.00'), false).marshal()).toBe('1.0');
    expect(ema(d('0.1'), d('5'), Dec.NAN, true).marshal()).toBe('5');
    expect(() => ema(d('0.1'), Dec.NAN, d('5'), true)).toThrow(/NaN/);
  });
});

describe('properties', () => {
  const values = fc.array(decimals, { minLength: 1, maxLength: 20 });
  test('a sum is the last of the running sums', () => {
    fc.assert(fc.property(values, (items) => sum(items).eq(cumulativeSum(items).at(-1) as Dec)));
  });
  test('half of the values are on either side of the median', () => {
    fc.assert(
      fc.property(
        values.filter((items) => items.length % 2 === 1),
        (items) => {
          const middle = median(items);
          expect(items.filter((item) => item.lte(middle)).length).toBeGreaterThan(items.length / 2);
          expect(items.filter((item) => item.gte(middle)).length).toBeGreaterThan(items.length / 2);
        },
      ),
    );
  });
  test('the caller keeps its order', () => {
    const items = list(3, 1, 2);
    median(items);
    quantile(items, d('0.5'));
    expect(texts(items)).toEqual(['3', '1', '2']);
  });
  test('interpolation passes through its points and is flat outside', () => {
    const xp = list(1, 2, 4);
    const fp = list(10, 20, 0);
    const at = (...x: (string | number)[]) => linearInterpolation(list(...x), xp, fp).map((value) => value.toNumber());
    expect(at(0, 1, '1.5', 2, 3, 4, 9)).toEqual([10, 10, 15, 20, 10, 0, 0]);
    expect(() => linearInterpolation(xp, xp, list(1))).toThrow(/length/);
    expect(() => linearInterpolation(xp, [], [])).toThrow(/index/);
  });
  test('refusals', () => {
    const one = list(1);
    expect(() => weightedPercentiles(one, list(1, 2), one)).toThrow(/length/);
    expect(() => weightedPercentiles(one, one, list(101))).toThrow(/between 0 and 100/);
    expect(() => weightedPercentiles(one, list(0), one)).toThrow(/division undefined/);
    for (const refused of [sum, median, stdDev, mad, cumulativeSum]) {
      expect(() => refused([Dec.ONE, Dec.NAN])).toThrow(expect.objectContaining({ codespace: 'math', code: 6 }));
    }
  });
});

test('an average that is carried on never grows long, whatever its alpha', () => {
  const closeToOne = d(`0.${'9'.repeat(100)}`);
  for (const alpha of [closeToOne, d('1E-100'), d('0.99')]) {
    let average = Dec.ONE;
    for (let epoch = 1; epoch < 3_000; epoch++) {
      average = ema(alpha, epoch % 700 === 0 ? d(`1.${'7'.repeat(99)}`) : d('0.00'), average, false);
      if (average.marshal().length > 800) throw new Error(`${average.marshal().length} characters in epoch ${epoch}`);
    }
  }
  // Nothing is cut of what is usual, nor written anew.
  expect(ema(d('0.5'), d('1E-590'), d('0.30'), false).marshal()).toBe(d('5E-591').add(d('0.150')).marshal());
  expect(ema(d('0.1'), d('0E-599'), d('7'), true).exponent).toBe(-599);
});
