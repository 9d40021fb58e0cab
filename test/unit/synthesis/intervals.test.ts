import { describe, expect, test } from 'vitest';
import { confidenceIntervals } from '../../../src/protocol/synthesis/index.ts';
import { attributed, d, expectDigits, vector } from './helpers.ts';

const actors = (...values: string[]) => values.map((value, index) => ({ worker: `w${index}`, values: vector(value) }));
const weighted = (...weights: string[]) =>
  attributed(Object.fromEntries(weights.map((weight, index) => [`w${index}`, weight])));

describe('confidence intervals (§7)', () => {
  test('weighted', () => {
    const { values } = confidenceIntervals(
      {
        inferers: actors('10', '20', '30', '40', '50'),
        forecasters: [],
        weights: { inferers: weighted('.1', '.2', '.3', '.4', '.5'), forecasters: [] },
      },
      vector('10', '25', '50', '75', '90'),
    );
    for (const [index, printed] of ['16.6666…', '27', '38.571428…', '47.2222…', '50'].entries()) {
      expectDigits(values[index]?.[0], printed, '1E-4');
    }
  });

  test('equal weights, and forecasters beside inferers', () => {
    const { values } = confidenceIntervals(
      {
        inferers: actors('5', '1', '4'),
        forecasters: actors('3', '2'),
        weights: { inferers: weighted('1', '1', '1'), forecasters: weighted('1', '1') },
      },
      vector('0', '50', '100'),
    );
    expect(values.map((value) => value[0]?.toNumber())).toEqual([1, 3, 5]);
  });

  test('label by label, and only of actors that have a weight', () => {
    const inferers = [
      { worker: 'w0', values: vector('1', '30') },
      { worker: 'w1', values: vector('2', '20') },
      { worker: 'weightless', values: vector('9', '90') },
    ];
    const weights = { inferers: weighted('1', '1'), forecasters: [] };
    const { values, percentiles } = confidenceIntervals({ inferers, forecasters: [], weights });
    expect(percentiles).toHaveLength(5);
    expect(values[2]?.map((value) => value.toNumber())).toEqual([1.5, 25]);
    const nobody = { inferers, forecasters: [], weights: { inferers: [], forecasters: [] } };
    expect(confidenceIntervals(nobody)).toEqual({ percentiles: [], values: [] });
  });

  test('weights that add up to 0 are an error', () => {
    const data = {
      inferers: actors('1', '2'),
      forecasters: [],
      weights: { inferers: weighted('0', '0'), forecasters: [] },
    };
    expect(() => confidenceIntervals(data)).toThrow();
    expect(() =>
      confidenceIntervals({ ...data, weights: { ...data.weights, inferers: weighted('1', '1') } }, [d('101')]),
    ).toThrow();
  });
});
