import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, sum } from '../../../src/protocol/decimal/index.ts';
import { heaviestTopics, reputerPercentage, targetWeight, topicRewards } from '../../../src/protocol/rewards/index.ts';
import { d } from '../synthesis/helpers.ts';

const topics = (weights: string, lengths: string) => {
  const epochLengths = lengths.split(' ');
  return weights.split(' ').map((weight, index) => ({
    id: BigInt(index + 1),
    weight: d(weight),
    epochLength: BigInt(epochLengths[index] ?? epochLengths[0]!),
  }));
};
const rewards = (weights: string, lengths: string, totalWeight: string, blockEmission: string, balance: string) =>
  [
    ...topicRewards(topics(weights, lengths), {
      totalWeight: d(totalWeight),
      blockEmission: d(blockEmission),
      balance: d(balance),
    }).values(),
  ].map((reward) => reward.toNumber());

describe('topic rewards (docs/spec/emissions.md §18.6)', () => {
  test('by weight', () => {
    expect(rewards('.5 .3 .2', '100', '1', '10', '1000')).toEqual([500, 300, 200]);
  });
  test('by epoch length', () => {
    expect(rewards('.75 .25', '100 200', '1', '1', '1000')).toEqual([75, 50]);
  });
  test('a treasury that does not hold that much is given away', () => {
    expect(rewards('.5 .3 .2', '100', '1', '1', '50')).toEqual([25, 15, 10]);
    expect(rewards('.5', '100', '1', '1', '7')).toEqual([7]);
    expect(rewards('.5 .25', '100 200', '1', '1', '50')).toEqual([25, 25]);
  });
  test('tiny weights', () => {
    const [light, heavy] = rewards('1E-18 2E-18', '100', '3E-18', '10', '1000');
    expect(light).toBeCloseTo(1000 / 3, 10);
    expect(heavy).toBeCloseTo(2000 / 3, 10);
  });
  test('a topic without weight is left out; no weight at all is refused', () => {
    expect(rewards('0 1', '100', '1', '1', '1000')).toEqual([100]);
    expect(() => rewards('0', '100', '0', '1', '1000')).toThrow(expect.objectContaining({ code: 56 }));
  });
  test('never more than the treasury holds', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 24n }).map(Dec.of);
    const weight = fc.bigInt({ min: 1n, max: 10n ** 15n }).map(Dec.of);
    const topic = fc.record({ weight, epochLength: fc.bigInt({ min: 1n, max: 10n ** 6n }) });
    fc.assert(
      fc.property(fc.array(topic, { minLength: 1, maxLength: 8 }), amount, amount, (list, blockEmission, balance) => {
        const rewarded = list.map((entry, index) => ({ ...entry, id: BigInt(index + 1) }));
        const given = topicRewards(rewarded, {
          totalWeight: sum(rewarded.map((entry) => entry.weight)),
          blockEmission,
          balance,
        });
        expect(sum([...given.values()]).lte(balance)).toBe(true);
      }),
    );
  });
});

test('the heaviest topics come first, equal ones by id', () => {
  const ids = (limit?: number) => heaviestTopics(topics('1 3 2 3.0', '1'), limit).map(({ id }) => Number(id));
  expect(ids()).toEqual([2, 4, 3, 1]);
  expect(ids(2)).toEqual([2, 4]);
});

test('a target weight is the product of two powers, which may be remembered', () => {
  const exponents = { stakeImportance: d('0.5'), feeImportance: d('0.5') };
  expect(targetWeight(d('16'), d('25'), exponents).toNumber()).toBe(20);
  expect(targetWeight(Dec.ZERO, d('25'), exponents).isZero()).toBe(true);
  expect(targetWeight(d('16'), d('25'), exponents, (base) => base).toNumber()).toBe(400);
});

test('the share of reputers in a month', () => {
  expect(reputerPercentage(d('30'), d('120')).toNumber()).toBe(0.25);
  expect(reputerPercentage(d('30'), Dec.ZERO).toNumber()).toBe(0);
});
