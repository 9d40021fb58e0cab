import { Dec, pow, sum } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';

/** A topic that is to be rewarded now. */
export interface RewardableTopic {
  readonly id: bigint;
  readonly weight: Dec;
  /** Blocks. */
  readonly epochLength: bigint;
}

/** What there is to give (docs/spec/emissions.md §11.1); all in uallo but the weight. */
export interface Treasury {
  /** W: sum of the weights of all active topics. */
  readonly totalWeight: Dec;
  /** e: emission of the current block. */
  readonly blockEmission: Dec;
  /** Balance of `allorarewards`. */
  readonly balance: Dec;
}

/** Topics by descending weight, equal ones by ascending id; at most `limit` of them (docs/spec/emissions.md §5.5, §11.1). */
export function heaviestTopics<Topic extends { readonly id: bigint; readonly weight: Dec }>(
  topics: readonly Topic[],
  limit = topics.length,
): Topic[] {
  return topics
    .toSorted((left, right) => right.weight.cmp(left.weight) || (left.id < right.id ? -1 : 1))
    .slice(0, limit);
}

/** A topic's part of all weights. @throws DecimalError undefined/1 when they are 0 */
export const topicFraction = (weight: Dec, totalWeight: Dec): Dec => weight.quo(totalWeight);

/**
 * What each topic gets for its epoch, in the order given: weight / W · e · epoch length; a topic of weight 0 is left out.
 * When the treasury does not hold that much, all of it: to the only topic, or by weight · epoch length
 * (docs/spec/emissions.md §11.1). @throws ProtocolError 56 when no weight is set
 */
export function topicRewards(
  topics: readonly RewardableTopic[],
  { totalWeight, blockEmission, balance }: Treasury,
): ReadonlyMap<bigint, Dec> {
  if (totalWeight.isZero()) throw new ProtocolError('invalidReward', 'no topic weight is set');
  const rewards = new Map<bigint, Dec>();
  for (const { id, weight, epochLength } of topics) {
    const fraction = topicFraction(weight, totalWeight);
    if (!fraction.isZero()) rewards.set(id, fraction.mul(blockEmission).mul(Dec.of(epochLength)));
  }
  if (sum([...rewards.values()]).lte(balance)) return rewards;
  const [only, another] = topics;
  if (only !== undefined && another === undefined) return new Map([[only.id, balance]]);
  const factors = topics.map(({ weight, epochLength }) => weight.mul(Dec.of(epochLength)));
  const total = sum(factors);
  return new Map(topics.map(({ id }, index) => [id, balance.mul(factors[index] as Dec).quo(total)]));
}

/** Exponents of a topic's target weight (docs/spec/emissions.md §3: parameters 15 and 16). */
export interface WeightExponents {
  readonly stakeImportance: Dec;
  readonly feeImportance: Dec;
}

/**
 * The weight that a topic's stake and fee revenue (uallo) are worth: stake^μ · revenue^ν (docs/spec/emissions.md §4.4).
 * `power` may remember results.
 */
export const targetWeight = (
  stake: Dec,
  revenue: Dec,
  { stakeImportance, feeImportance }: WeightExponents,
  power: (base: Dec, exponent: Dec) => Dec = pow,
): Dec => power(stake, stakeImportance).mul(power(revenue, feeImportance));

/** Share of the month's rewards that went to reputers, 0 without rewards (docs/spec/emissions.md §5.8). */
export const reputerPercentage = (reputerRewards: Dec, topicRewardsOfMonth: Dec): Dec =>
  topicRewardsOfMonth.isZero() ? Dec.ZERO : reputerRewards.quo(topicRewardsOfMonth);
