import { create } from '@bufbuild/protobuf';
import { Dec, DecimalError } from '../../../../protocol/decimal/index.ts';
import { EventTopicStatusChangedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import { type Topic, TopicIdsSchema, TopicIdWeightPairSchema } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { decAt } from '../amounts.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { requireTopic } from './store.ts';
import { changeTotalWeight, currentTopicWeight } from './weight.ts';

/** Active: its next churn lies at this height or later (docs/spec/emissions.md §4.3). */
export function isTopicActive(ctx: Context, topicId: bigint): boolean {
  const next = state.topicToNextPossibleChurningBlock.get(ctx, topicId);
  return next !== undefined && next >= ctx.height;
}

/**
 * Schedules an inactive topic's first churn one epoch from now (docs/spec/emissions.md §4.5). Silently does nothing for a
 * topic that is unknown, already active, or too light for a block whose churn slots are all taken.
 */
function activateTopic(ctx: Context, topicId: bigint): void {
  const topic = state.topics.get(ctx, topicId);
  if (!topic || isTopicActive(ctx, topicId)) return;
  if (!schedule(ctx, topic)) {
    ctx.log(
      'info',
      `topic ${topicId} stays inactive: the churn slots of block ${ctx.height + topic.epochLength} belong to heavier topics`,
    );
    return;
  }
  state.activeTopics.add(ctx, topicId);
  changeTotalWeight(ctx, decAt(ctx, state.previousTopicWeight, topicId), Dec.ZERO);
}

/** Activates a topic that is inactive and heavy enough: attempted after every fee and stake (docs/spec/emissions.md §4.5). */
export function activateIfHeavyEnough(ctx: Context, topicId: bigint): void {
  if (isTopicActive(ctx, topicId)) return;
  const minimum = Dec.parse(state.params.require(ctx).minTopicWeight);
  if (currentTopicWeight(ctx, requireTopic(ctx, topicId)).weight.gte(minimum)) activateTopic(ctx, topicId);
}

/** Takes a topic out of its churn slot; its stored weight stays (docs/spec/emissions.md §4.5). */
export function inactivateTopic(ctx: Context, topicId: bigint): void {
  const block = state.topicToNextPossibleChurningBlock.get(ctx, topicId);
  if (block === undefined) return;
  leave(ctx, block, topicId);
  state.topicToNextPossibleChurningBlock.delete(ctx, topicId);
  state.activeTopics.delete(ctx, topicId);
  changeTotalWeight(ctx, Dec.ZERO, decAt(ctx, state.previousTopicWeight, topicId));
  emit(ctx, EventTopicStatusChangedSchema, { topicId, isActive: false });
}

/**
 * Moves a churning topic from this block to the one an epoch later. False when that block's slots belong to heavier topics:
 * the caller then inactivates it (docs/spec/emissions.md §4.5).
 */
export function reactivateTopic(ctx: Context, topic: Topic): boolean {
  leave(ctx, ctx.height, topic.id);
  return schedule(ctx, topic);
}

/** Topics that churn at a height, in the order of their arrival. */
export function topicsAtBlock(ctx: Context, block: bigint): readonly bigint[] {
  return state.blockToActiveTopics.get(ctx, block)?.topicIds ?? [];
}

/**
 * Gives the topic a churn slot one epoch from now, if need be that of the lightest there; ties favour the newcomer. Tells that it is
 * active, as the reference does for every slot: at each churn, not only when it becomes active.
 */
function schedule(ctx: Context, topic: Topic): boolean {
  const block = ctx.height + topic.epochLength;
  const slots = state.params.require(ctx).maxActiveTopicsPerBlock;
  if (BigInt(topicsAtBlock(ctx, block).length) >= slots) {
    const lowest = state.blockToLowestActiveTopicWeight.get(ctx, block);
    if (!lowest || currentTopicWeight(ctx, topic).weight.lt(Dec.parse(lowest.weight))) return false;
    inactivateTopic(ctx, lowest.topicId);
  }
  setTopicsAtBlock(ctx, block, [...topicsAtBlock(ctx, block), topic.id]);
  state.topicToNextPossibleChurningBlock.set(ctx, topic.id, block);
  emit(ctx, EventTopicStatusChangedSchema, { topicId: topic.id, isActive: true });
  return true;
}

function leave(ctx: Context, block: bigint, topicId: bigint): void {
  const topics = topicsAtBlock(ctx, block);
  if (!topics.includes(topicId)) return;
  setTopicsAtBlock(
    ctx,
    block,
    topics.filter((id) => id !== topicId),
  );
}

/** Stores a block's list together with the lightest topic on it; an empty list leaves nothing behind. */
function setTopicsAtBlock(ctx: Context, block: bigint, topicIds: readonly bigint[]): void {
  if (topicIds.length === 0) state.blockToActiveTopics.delete(ctx, block);
  else state.blockToActiveTopics.set(ctx, block, create(TopicIdsSchema, { topicIds: [...topicIds] }));
  const lightest = lightestOf(ctx, topicIds);
  if (!lightest) state.blockToLowestActiveTopicWeight.delete(ctx, block);
  else state.blockToLowestActiveTopicWeight.set(ctx, block, create(TopicIdWeightPairSchema, lightest));
}

/** The lightest of some topics, the first of equals. One that cannot be weighed is passed over and keeps its slot until it churns. */
function lightestOf(ctx: Context, topicIds: readonly bigint[]): { topicId: bigint; weight: string } | undefined {
  let lightest: { topicId: bigint; weight: Dec } | undefined;
  for (const topicId of topicIds) {
    const weight = weightOrNothing(ctx, requireTopic(ctx, topicId));
    if (weight && (!lightest || weight.lt(lightest.weight))) lightest = { topicId, weight };
  }
  return lightest && { topicId: lightest.topicId, weight: lightest.weight.marshal() };
}

function weightOrNothing(ctx: Context, topic: Topic): Dec | undefined {
  try {
    return currentTopicWeight(ctx, topic).weight;
  } catch (error) {
    if (error instanceof DecimalError) return undefined;
    throw error;
  }
}
