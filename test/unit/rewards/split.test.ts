import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  forecastingShare,
  forecastingUtility,
  normalisationFactor,
  splitReputerReward,
  taskRewards,
} from '../../../src/protocol/rewards/index.ts';
import { numbers } from '../scores/helpers.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';

describe('utility of forecasting (docs/spec/emissions.md §18.5)', () => {
  const chi = (taskScore: string) =>
    forecastingUtility({
      taskScore: d(taskScore),
      infererScores: numbers('.5 .5'),
      previousRatio: Dec.ZERO,
      alpha: Dec.ONE,
    }).chi.toNumber();
  test('χ by the task score', () => {
    expect(chi('-0.1')).toBe(0.1);
    expect(chi('1.1')).toBe(0.5);
    expect(chi('0.125')).toBe(0.2);
  });
  test('γ', () => {
    expect(normalisationFactor(d('4'), d('6'), d('0.5')).toNumber()).toBe(2);
  });
  test('no inferer above 0: the task score in units of itself, or nothing at all', () => {
    const utility = (taskScore: string) =>
      forecastingUtility({
        taskScore: d(taskScore),
        infererScores: numbers('-1 -2'),
        previousRatio: d('0.5'),
        alpha: d('0.1'),
      });
    expect(utility('7').ratio.toNumber()).toBe(0.55);
    expect(utility('-7').ratio.toNumber()).toBe(0.35);
    const { ratio, chi: share } = utility('0');
    expect([ratio.marshal(), share.marshal()]).toEqual(['0', '0.5']);
  });
});

describe('the simulated epoch 301 (docs/spec/emissions.md §18.5)', () => {
  const entropies = { inference: d('1.50081281'), forecasting: d('1.09373403'), reputing: d('1.51074795') };
  const share = forecastingShare({ combined: d('-3.82704156'), naive: d('-3.02460466') }, entropies, {
    infererScores: numbers('-.09160532 .00049971 -.21553986 -.00254076 .47287521'),
    previousRatio: d('5.29370262'),
    alpha: d('0.1'),
  });
  test('T, τ and χ', () => {
    expectDigits(share.taskScore, '0.80243690');
    expectDigits(share.ratio, '4.93402552', '2E-8');
    expect(share.chi.toNumber()).toBe(0.5);
  });
  test('shares of the tasks', () => {
    const reward = d('7633.9423283');
    const { inference, forecasting, reputing } = taskRewards(reward, entropies, share);
    expectDigits(inference.quo(reward), '0.36557979');
    expectDigits(forecasting.quo(reward), '0.26642034');
    expectDigits(reputing.quo(reward), '0.36799987');
  });
});

describe('task rewards (docs/spec/emissions.md §18.5)', () => {
  test('F = G = 2, H = 4', () => {
    const entropies = { inference: d('2'), forecasting: d('2'), reputing: d('4') };
    const { inference } = taskRewards(d('2'), entropies, { chi: d('0.5'), gamma: d('2') });
    expect(inference.toNumber()).toBe(0.5);
  });
  test('unequal entropies', () => {
    const entropies = { inference: d('0.9'), forecasting: d('0.5'), reputing: d('0.6') };
    const gamma = normalisationFactor(entropies.inference, entropies.forecasting, d('0.3'));
    expectDigits(gamma, '1.794872');
    const { inference, forecasting, reputing } = taskRewards(d('1000'), entropies, { chi: d('0.3'), gamma });
    expectDigits(inference, '565.385');
    expectDigits(forecasting, '134.615');
    expectDigits(reputing, '300');
  });
  test('without a forecasting entropy all of the workers part goes to inferers', () => {
    const gamma = normalisationFactor(d('2'), Dec.ZERO, d('0.3'));
    const tasks = taskRewards(
      d('90'),
      { inference: d('2'), forecasting: Dec.ZERO, reputing: Dec.ONE },
      { chi: d('0.3'), gamma },
    );
    expectDigits(tasks.inference, '60', '1E-30');
    expect(tasks.forecasting.isZero()).toBe(true);
  });
  type Parts = [Dec, Dec, Dec, Dec, Dec];
  const part = fc.bigInt({ min: 0n, max: 3n * 10n ** 15n }).map((value) => Dec.finite(value, -15));
  test('the reward is given to its last digits: the cut divisor of γ can add one in 10^33', () => {
    fc.assert(
      fc.property(part, part, part, part, part, (inference, forecasting, reputing, naive, best) => {
        fc.pre(!inference.isZero());
        const entropies = { inference, forecasting, reputing };
        const share = forecastingShare({ combined: Dec.ONE, naive }, entropies, {
          infererScores: [best],
          previousRatio: best,
          alpha: d('0.1'),
        });
        expect(share.chi.gte(d('0.1')) && share.chi.lte(d('0.5'))).toBe(true);
        const reward = d('1E+24');
        const tasks = taskRewards(reward, entropies, share);
        const kept = reward.sub(tasks.inference).sub(tasks.forecasting).sub(tasks.reputing);
        expect(kept.gt(d('-1E-8'))).toBe(true);
        expect(kept.lt(d('1E-7'))).toBe(true);
      }),
      { examples: [['1E-15', '2.555424406880895', '0E-15', '1.007305009791569', '0.808230275293294'].map(d) as Parts] },
    );
  });
});

describe("the delegators' part (docs/spec/emissions.md §11.7)", () => {
  test('by stake, cut to whole uallo; the reputer keeps the rest', () => {
    const { own, delegators, perShare } = splitReputerReward(d('100.9'), 300n, 100n);
    expect(delegators).toBe(33n);
    expect(own.toNumber()).toBe(67.9);
    expect(perShare?.toNumber()).toBe(0.33);
  });
  test('nothing delegated, or a part below one uallo', () => {
    expect(splitReputerReward(d('100.9'), 300n, 0n)).toMatchObject({ delegators: 0n, perShare: undefined });
    const small = splitReputerReward(d('0.5'), 300n, 300n);
    expect(small).toMatchObject({ delegators: 0n, perShare: undefined });
    expect(small.own.toNumber()).toBe(0.5);
  });
  test('neither part is negative, and together they are the reward', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 27n });
    fc.assert(
      fc.property(amount, amount, fc.bigInt({ min: 0n, max: 10n ** 30n }), (own, delegated, milli) => {
        const reward = Dec.finite(milli, -3);
        const split = splitReputerReward(reward, own + delegated, delegated);
        expect(split.own.isNegative()).toBe(false);
        expect(split.own.add(Dec.of(split.delegators)).eq(reward)).toBe(true);
      }),
    );
  });
});
