import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, sum } from '../../../src/protocol/decimal/index.ts';
import { type DistributionInput, distribute, REWARD_RULES_V0_6 } from '../../../src/protocol/rewards/index.ts';
import { expectNumbers, numbers } from '../scores/helpers.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';

const scoresOf = (prefix: string, text: string) => ({
  scores: numbers(text).map((value, index) => ({ worker: `${prefix}${index}`, value })),
  alone: false,
});
const previous = (prefix: string, text: string) =>
  new Map(numbers(text).map((value, index) => [`${prefix}${index}`, value]));
const whole = (text: string) => d(text).mul(d('1E+18')).trunc();

/** The simulated epoch 301, but for a history of this epoch alone: its fractions are not the table's. */
const INPUT: DistributionInput = {
  reward: d('7633942328300000000000'),
  losses: { combined: d('-3.82704156'), naive: d('-3.02460466') },
  reputers: numbers('27.867525 39.003977 20.157446 22.171998 29.903916').map((score, index) => ({
    reputer: `r${index}`,
    score,
    authority: whole(['400892.44', '468430.20', '310236.02', '284850.62', '370812.43'][index]!),
    delegatedUpon: index === 1 ? whole('200000') : 0n,
  })),
  inferers: scoresOf('i', '-.09160531725 .00049971373 -.21553985654 -.00254076127 .47287520504'),
  forecasters: scoresOf('f', '.18069308959 .36757015503 .15650392855'),
  history: {
    inferers: numbers('-.09160531725 .00049971373 -.21553985654 -.00254076127 .47287520504'),
    forecasters: numbers('.18069308959 .36757015503 .15650392855'),
  },
  previous: {
    reputers: previous('r', '.21625362 .30756482 .12758099 .13185524 .21674531'),
    inferers: previous('i', '.15209764 .28192680 .33973208 .13223269 .09401077'),
    forecasters: previous('f', '.33589027 .27145659 .39265312'),
    forecasterRatio: d('5.29370262'),
  },
  epsilon: d('0.01'),
  parameters: {
    taskRewardAlpha: d('0.1'),
    betaEntropy: d('0.25'),
    pRewardInference: d('3'),
    pRewardForecast: d('3'),
    pRewardReputer: d('1'),
    cRewardInference: d('0.75'),
    cRewardForecast: d('0.75'),
  },
};

const rewardsOf = (list: readonly { readonly value: Dec }[]) => sum(list.map(({ value }) => value));

describe('a whole distribution', () => {
  const found = distribute(INPUT);
  test('reputers get what the table says of them', () => {
    expectNumbers(found.reputers.fractions, '.210391/.344076/.117768/.118939/.208825');
    expectNumbers(found.reputers.entropy!.smoothed, '.215667/.311216/.126600/.130564/.215953', '1E-6');
    expectDigits(found.entropies.reputing, '1.51075', '1E-5');
    expectDigits(found.share.ratio, '4.93402552', '2E-8');
  });
  test('a raw fraction is paid, a smoothed one is kept', () => {
    const [first] = found.inferers.rewards;
    expect(first?.worker).toBe('i0');
    expect(first?.value).toEqual(found.inferers.fractions[0]?.mul(found.tasks.inference));
    expect(found.inferers.kept[0]?.value).toEqual(found.inferers.entropy?.smoothed[0]);
    expect(distribute(INPUT, REWARD_RULES_V0_6).inferers.kept[0]?.value).toEqual(found.inferers.entropy?.normalised[0]);
  });
  test('delegators have their part of the reputer alone', () => {
    expect(found.reputers.split.map(({ reputer, delegators }) => [reputer, delegators > 0n])).toEqual([
      ['r0', false],
      ['r1', true],
      ['r2', false],
      ['r3', false],
      ['r4', false],
    ]);
    const { own, delegators } = found.reputers.split[1]!;
    expect(own.add(Dec.of(delegators)).eq(found.reputers.rewards[1]!.value)).toBe(true);
  });
  test('one inferer: forecasters have fractions, but no entropy and no reward', () => {
    const single = distribute({ ...INPUT, inferers: { scores: [{ worker: 'i0', value: Dec.ZERO }], alone: true } });
    expect(single.entropies.forecasting.isZero()).toBe(true);
    expect(single.forecasters.entropy).toBeUndefined();
    expect(single.forecasters.kept).toEqual([]);
    expect(rewardsOf(single.forecasters.rewards).isZero()).toBe(true);
    expect(single.entropies.inference.marshal()).toBe('0.173286795139986');
  });
  test('nobody to reward is refused', () => {
    const code = expect.objectContaining({ codespace: 'emissions', code: 56 });
    expect(() => distribute({ ...INPUT, reputers: [] })).toThrow(code);
    expect(() => distribute({ ...INPUT, inferers: { scores: [], alone: false } })).toThrow(code);
  });
  test('no forecasters', () => {
    const without = distribute({
      ...INPUT,
      forecasters: { scores: [], alone: false },
      history: { ...INPUT.history, forecasters: [] },
    });
    expect(without.forecasters).toMatchObject({ rewards: [], kept: [], fractions: [] });
    expect(without.tasks.forecasting.isZero()).toBe(true);
  });
});

test('what is paid is at most the reward, and misses it only by truncation', () => {
  const score = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map((value) => Dec.finite(value, -12));
  const workers = (prefix: string) =>
    fc.array(score, { minLength: 2, maxLength: 8 }).map((values) => ({
      scores: values.map((value, index) => ({ worker: `${prefix}${index}`, value })),
      alone: false,
    }));
  fc.assert(
    fc.property(
      workers('i'),
      workers('f'),
      fc.bigInt({ min: 1n, max: 10n ** 26n }),
      (inferers, forecasters, reward) => {
        const history = {
          inferers: inferers.scores.map(({ value }) => value),
          forecasters: forecasters.scores.map(({ value }) => value),
        };
        const found = distribute({ ...INPUT, inferers, forecasters, history, reward: Dec.of(reward) });
        const paid = [found.reputers, found.inferers, found.forecasters].map(({ rewards }) => rewardsOf(rewards));
        const kept = Dec.of(reward).sub(sum(paid));
        expect(kept.isNegative()).toBe(false);
        expect(kept.lte(Dec.of(reward).mul(d('1E-31')))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
