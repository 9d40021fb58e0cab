import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import { amountAt, decAt } from '../amounts.ts';
import { state } from '../state.ts';
import { isTopicActive, topicsAtBlock } from '../topics/activation.ts';
import { currentTopicWeight, totalSumPreviousTopicWeights } from '../topics/weight.ts';

/** The topic that a query names, or NotFound. */
export function queriedTopic(ctx: Context, topicId: bigint) {
  const topic = state.topics.get(ctx, topicId);
  if (!topic) throw grpcErrors.notFound(`topic ${topicId} not found`);
  return topic;
}

/** Parameters and what is kept per topic (docs/spec/emissions.md §16). What is missing answers zero, a missing record NotFound. */
export const topicQueries = {
  getParams: (ctx) => ({ params: state.params.require(ctx) }),
  getNextTopicId: (ctx) => ({ nextTopicId: state.nextTopicId.require(ctx) }),
  getTopic(ctx, { topicId }) {
    const topic = queriedTopic(ctx, topicId);
    const { weight, revenue, stake } = currentTopicWeight(ctx, topic);
    return { topic, weight: weight.toString(), effectiveRevenue: `${revenue}`, topicStake: `${stake}` };
  },
  topicExists: (ctx, { topicId }) => ({ exists: state.topics.has(ctx, topicId) }),
  isTopicActive: (ctx, { topicId }) => ({ isActive: isTopicActive(ctx, topicId) }),
  /** All of a block's topics in one answer: there are at most `max_active_topics_per_block` of them. */
  getActiveTopicsAtBlock: (ctx, { blockHeight }) => ({
    topics: topicsAtBlock(ctx, blockHeight).map((topicId) => queriedTopic(ctx, topicId)),
  }),
  getNextChurningBlockByTopicId: (ctx, { topicId }) => ({
    blockHeight: state.topicToNextPossibleChurningBlock.get(ctx, topicId) ?? 0n,
  }),
  getTopicFeeRevenue: (ctx, { topicId }) => ({ feeRevenue: `${amountAt(ctx, state.topicFeeRevenue, topicId)}` }),
  getPreviousTopicWeight: (ctx, { topicId }) => ({
    weight: decAt(ctx, state.previousTopicWeight, topicId).marshal(),
    notFound: !state.previousTopicWeight.has(ctx, topicId),
  }),
  getTotalSumPreviousTopicWeights: (ctx) => ({ weight: totalSumPreviousTopicWeights(ctx).marshal() }),
  getTopicRewardNonce: (ctx, { topicId }) => ({ nonce: state.topicRewardNonce.get(ctx, topicId) ?? 0n }),
  getTopicLastWorkerCommitInfo(ctx, { topicId }) {
    const lastCommit = state.topicLastWorkerCommit.get(ctx, topicId);
    if (!lastCommit) throw grpcErrors.notFound(`no worker commit in topic ${topicId} yet`);
    return { lastCommit };
  },
  getTopicLastReputerCommitInfo(ctx, { topicId }) {
    const lastCommit = state.topicLastReputerCommit.get(ctx, topicId);
    if (!lastCommit) throw grpcErrors.notFound(`no reputer commit in topic ${topicId} yet`);
    return { lastCommit };
  },
} satisfies ServiceImpl<typeof QueryService>;
