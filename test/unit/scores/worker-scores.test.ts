import { describe, expect, test } from 'vitest';
import {
  forecasterScoreParts,
  forecasterScores,
  infererScores,
  mixScore,
  uniqueShare,
} from '../../../src/protocol/scores/index.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';
import { losses, numbers } from './helpers.ts';

describe('worker scores (docs/spec/emissions.md §10.4)', () => {
  test('inferers: what their absence costs', () => {
    const { scores, alone } = infererScores(
      losses({ combined: '-3', inferers: { a: '1', b: '1' }, oneOutInferers: { a: '-2.5', b: '-3.1' } }),
    );
    expect(alone).toBe(false);
    expect(scores.map(({ worker, value }) => [worker, value.toNumber()])).toEqual([
      ['a', 0.5],
      ['b', -0.1],
    ]);
  });
  test('one actor has 0, and it is said that it is alone', () => {
    const single = losses({ combined: '-3', inferers: { a: '1' }, forecasters: { f: '1' } });
    for (const { scores, alone } of [infererScores(single), forecasterScores(single)]) {
      expect(alone).toBe(true);
      expect(scores.map(({ value }) => value.toNumber())).toEqual([0]);
    }
  });
  test('no forecasters, no scores', () => {
    expect(forecasterScores(losses({}))).toEqual({ scores: [], alone: false });
  });
  test('forecasters: one-in and one-out, mixed', () => {
    const bundle = losses({
      combined: '-3',
      naive: '-2',
      forecasters: { f: '1', g: '1' },
      oneOutForecasters: { f: '-2.9', g: '-3.2' },
      oneInForecasters: { f: '-2.4', g: '-1.9' },
    });
    expect(
      forecasterScoreParts(bundle).map(({ oneOut, oneIn, score }) =>
        [oneOut, oneIn, score].map((part) => part.toNumber()),
      ),
    ).toEqual([
      [0.1, 0.4, 0.25],
      [-0.2, -0.1, -0.15],
    ]);
    expect(() => forecasterScores({ ...bundle, oneOutForecasters: [] })).toThrow(expect.objectContaining({ code: 39 }));
  });
  test('the published mixture (docs/spec/emissions.md §18.4)', () => {
    expect(uniqueShare(d('5')).toNumber()).toBe(0.0625);
    const [oneIn, oneOut, unique] = numbers('.0730063 -.00951073 .0625');
    expectDigits(mixScore(oneIn!, oneOut!, unique!), '-0.00435341');
  });
});
