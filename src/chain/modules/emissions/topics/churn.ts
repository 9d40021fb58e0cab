import { Dec } from '../../../../protocol/decimal/index.ts';
import { EventTopicFeeRevenueDrippedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { amountAt, setAmount } from '../amounts.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { inactivateTopic, reactivateTopic, topicsAtBlock } from './activation.ts';
import { requireTopic } from './store.ts';
import { blocksPerWeek, currentTopicWeight, storeTopicWeight } from './weight.ts';

/**
 * Churns the topics whose block this is: weighs them, drips their revenue, drops the too light ones and reschedules the others
 * one epoch on (docs/spec/emissions.md §5.4). Reads one key when no topic is due.
 * @returns the topics that go on, with the weight they churned with (before the drip)
 */
export function updateActiveTopicWeights(ctx: Context): Map<bigint, Dec> {
  const weights = new Map<bigint, Dec>();
  const due = topicsAtBlock(ctx, ctx.height);
  if (due.length === 0) return weights;
  const minimum = Dec.parse(state.params.require(ctx).minTopicWeight);
  for (const topicId of due) {
    // The reference halts the chain when a topic cannot be weighed (an alpha that underflows for odd parameters); here the topic stops.
    try {
      const weight = churn(ctx, topicId, minimum);
      if (weight) weights.set(topicId, weight);
    } catch (error) {
      ctx.log('error', `topic ${topicId} cannot churn and is inactivated: ${String(error)}`);
      inactivateTopic(ctx, topicId);
    }
  }
  return weights;
}

/** Churns one topic; its weight, or undefined when it is no longer active. */
function churn(ctx: Context, topicId: bigint, minimum: Dec): Dec | undefined {
  const topic = requireTopic(ctx, topicId);
  const current = currentTopicWeight(ctx, topic);
  storeTopicWeight(ctx, topicId, current);
  dripFeeRevenue(ctx, topic);
  if (!current.weight.lt(minimum) && reactivateTopic(ctx, topic)) return current.weight;
  inactivateTopic(ctx, topicId);
  return undefined;
}

/**
 * Takes one epoch's share of a week out of a topic's revenue: 1 000 000 at epoch length 120 become 999 396
 * (docs/spec/emissions.md §4.6). The coins lie in `ecosystem` already; this is book-keeping.
 */
function dripFeeRevenue(ctx: Context, topic: Topic): void {
  const epochsPerWeek = blocksPerWeek(state.params.require(ctx)).quo(Dec.of(topic.epochLength));
  if (epochsPerWeek.isZero()) {
    ctx.log('warn', `topic ${topic.id}: no epochs in a week, so no revenue drips`);
    return;
  }
  if ((state.lastDripBlock.get(ctx, topic.id) ?? 0n) > topic.epochLastEnded) return;
  const revenue = amountAt(ctx, state.topicFeeRevenue, topic.id);
  const drip = Dec.of(revenue).quo(epochsPerWeek);
  const left = Dec.max(Dec.of(revenue).sub(drip), Dec.ZERO).trunc();
  setAmount(ctx, state.topicFeeRevenue, topic.id, left);
  state.lastDripBlock.set(ctx, topic.id, topic.epochLastEnded);
  emit(ctx, EventTopicFeeRevenueDrippedSchema, {
    topicId: topic.id,
    oldRevenue: `${revenue}`,
    newRevenue: `${left}`,
    dripAmount: `${drip.trunc()}`,
  });
}
