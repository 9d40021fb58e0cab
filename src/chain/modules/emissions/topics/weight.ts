import { Dec, ema, pow } from '../../../../protocol/decimal/index.ts';
import { targetWeight } from '../../../../protocol/rewards/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { EventTopicWeightUpdatedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { amountAt, decAt } from '../amounts.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { requireTopic } from './store.ts';

const WEEKS_PER_MONTH = Dec.parse('4.345');

/** A topic's weight now, and what it was made of (uallo). */
export interface TopicWeight {
  readonly weight: Dec;
  readonly stake: bigint;
  readonly revenue: bigint;
}

/** Powers computed lately: stake, alpha and the dripped revenue come again at the next churn. Pure, so it changes no digit. */
const powers = new Map<string, Dec>();
const MOST_POWERS = 1024;

function power(base: Dec, exponent: Dec): Dec {
  const key = `${base.marshal()}^${exponent.marshal()}`;
  let result = powers.get(key);
  if (!result) {
    if (powers.size >= MOST_POWERS) powers.clear();
    result = pow(base, exponent);
    powers.set(key, result);
  }
  return result;
}

/** Blocks in a week: `blocks_per_month` / 4.345 (docs/spec/emissions.md §3). */
export function blocksPerWeek(params: Params): Dec {
  return Dec.of(params.blocksPerMonth).quo(WEEKS_PER_MONTH);
}

/**
 * The weight EMA's alpha for one epoch, from the alpha for one week (docs/spec/emissions.md §4.4, step 3).
 * The body of the reference's function was not available: `power` = 1 − (1−α)^(epoch length / blocks per week) is the reading
 * that keeps its weekly meaning for every epoch length; `linear` = α · epoch length / blocks per week is the other (§19, item 2).
 */
export function smoothedAlpha(epochLength: bigint, weekly: Dec, alpha: Dec, rule: 'power' | 'linear' = 'power'): Dec {
  const weeks = Dec.of(epochLength).quo(weekly);
  if (rule === 'linear') return alpha.mul(weeks);
  return Dec.ONE.sub(power(Dec.ONE.sub(alpha), weeks));
}

/**
 * The weight of a topic from its stake and fee revenue, smoothed against the stored one (docs/spec/emissions.md §4.4). Reads only.
 * Without revenue it is 0; without a stored weight it is the target √stake · √revenue (with the default exponents).
 */
export function currentTopicWeight(ctx: Context, topic: Topic): TopicWeight {
  const params = state.params.require(ctx);
  const stake = amountAt(ctx, state.topicStake, topic.id);
  const revenue = amountAt(ctx, state.topicFeeRevenue, topic.id);
  if (revenue === 0n) return { weight: Dec.ZERO, stake, revenue };
  const importance = {
    stakeImportance: Dec.parse(params.topicRewardStakeImportance),
    feeImportance: Dec.parse(params.topicRewardFeeRevenueImportance),
  };
  const target = targetWeight(Dec.of(stake), Dec.of(revenue), importance, power);
  const previous = state.previousTopicWeight.get(ctx, topic.id);
  if (!previous) return { weight: target, stake, revenue };
  const alpha = smoothedAlpha(topic.epochLength, blocksPerWeek(params), Dec.parse(params.topicRewardAlpha));
  return { weight: ema(alpha, target, previous, false), stake, revenue };
}

/** The sum of the stored weights of the active topics. */
export function totalSumPreviousTopicWeights(ctx: Context): Dec {
  return state.totalSumPreviousTopicWeights.get(ctx) ?? Dec.ZERO;
}

/** Keeps the sum of the stored weights of the active topics, exactly. */
export function changeTotalWeight(ctx: Context, gained: Dec, lost: Dec): void {
  state.totalSumPreviousTopicWeights.set(ctx, totalSumPreviousTopicWeights(ctx).add(gained).sub(lost));
}

/**
 * Stores a topic's weight, keeps the sum right and tells (docs/spec/emissions.md §4.4, §5.4). Only an active topic counts in the sum:
 * the reference moves the sum for every topic, which can leave it negative and then blocks the removal of stake for good (§20).
 */
export function storeTopicWeight(ctx: Context, topicId: bigint, { weight, stake, revenue }: TopicWeight): void {
  if (state.activeTopics.has(ctx, topicId))
    changeTotalWeight(ctx, weight, decAt(ctx, state.previousTopicWeight, topicId));
  state.previousTopicWeight.set(ctx, topicId, weight);
  emit(ctx, EventTopicWeightUpdatedSchema, {
    topicId,
    newWeight: weight.marshal(),
    topicStake: `${stake}`,
    topicFeeRevenue: `${revenue}`,
  });
}

/**
 * Weighs a topic anew after stake left it, so that it does not earn for a whole epoch with stake that is gone
 * (docs/spec/emissions.md §6.4). A topic whose weight was never stored is left alone: it is weighed when it churns first.
 * To be called after `topicStake` has changed; emits `EventTopicWeightUpdated`. Error 23: no such topic.
 */
export function updateTopicWeightAfterStakeChange(ctx: Context, topicId: bigint): void {
  if (!state.previousTopicWeight.has(ctx, topicId)) return;
  storeTopicWeight(ctx, topicId, currentTopicWeight(ctx, requireTopic(ctx, topicId)));
}
