import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { filterOutliers, type Inference, updateOutlierState } from '../../../src/protocol/synthesis/index.ts';
import { d, inferences, vector } from './helpers.ts';

const ALPHA = { inferenceOutlierDetectionAlpha: d('.2') };
const THRESHOLD = { inferenceOutlierDetectionThreshold: d('11') };
const NOTHING = { mad: Dec.ZERO, median: Dec.ZERO };

const single = (...values: string[]): Inference[] =>
  values.map((value, index) => ({ inferer: `i${index}`, values: vector(value) }));

describe('outliers (§6)', () => {
  test('the reference sequence', () => {
    const first = updateOutlierState(NOTHING, single('10', '11', '12'), ALPHA);
    expect([first.mad.toNumber(), first.median.toNumber()]).toEqual([1, 11]);
    const second = updateOutlierState(first, single('12', '100', '50'), ALPHA);
    expect([second.mad.toNumber(), second.median.toNumber()]).toEqual([8.4, 50]);
  });

  test('without inferences nothing changes', () => {
    expect(updateOutlierState(NOTHING, [], ALPHA)).toBe(NOTHING);
  });

  test('keeps what lies within 11·MAD, the bound included', () => {
    const state = { mad: d('2'), median: d('100') };
    const kept = filterOutliers(state, single('78', '77.99', '100', '122', '122.01'), THRESHOLD);
    expect(kept.map(({ inferer }) => inferer)).toEqual(['i0', 'i2', 'i3']);
  });

  test('gives the very same list back when nothing is removed, or nothing is known yet', () => {
    const list = single('1', '1E+30');
    expect(filterOutliers(NOTHING, list, THRESHOLD)).toBe(list);
    expect(filterOutliers({ mad: d('1E+30'), median: d('1') }, list, THRESHOLD)).toBe(list);
  });

  test('is an error for several labels', () => {
    const several = inferences({ a: ['1', '2'] });
    expect(() => updateOutlierState(NOTHING, several, ALPHA)).toThrow(expect.objectContaining({ code: 52 }));
    expect(() => filterOutliers({ mad: d('1'), median: d('1') }, several, THRESHOLD)).toThrow();
  });
});
