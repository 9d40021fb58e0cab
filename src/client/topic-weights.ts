import { Dec } from '../protocol/decimal/index.ts';
import { targetWeight } from '../protocol/rewards/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { allTopics, type TopicStanding, topicStanding } from './topics.ts';

/** What a topic weighs and why. Amounts in uallo, weights as decimal text. */
export interface TopicWeight {
  readonly topicId: string;
  readonly metadata: string;
  readonly active: boolean;
  readonly stake: string;
  readonly feeRevenue: string;
  /** As of its last epoch: what rewards follow. */
  readonly weight: string;
  /** What stake and revenue are worth now: the weight moves towards it week by week. */
  readonly target: string;
  /** Part of the weights of all active topics, 0 to 1; 0 while it is not active. */
  readonly share: number;
  /** Block of its next epoch; null while it is not active. */
  readonly nextChurningBlock: number | null;
  /** Other topics that churn in the same block, and compete for its places. */
  readonly rivals: readonly string[];
}

export interface TopicWeights {
  /** Least weight with which a topic becomes and stays active. */
  readonly minimum: string;
  /** Sum over all active topics. */
  readonly total: string;
  /** How many topics open an epoch in one block. */
  readonly placesPerBlock: number;
  readonly topics: readonly TopicWeight[];
}

/** Weights of all topics, or of one, the heaviest first (`docs/spec/emissions.md` §4.4). @throws ClientError `not-found` */
export async function topicWeights(client: AlloraClient, topicId?: bigint): Promise<TopicWeights> {
  const { getParams, getTotalSumPreviousTopicWeights } = QueryService.method;
  const [{ params }, { weight: total }, topics] = await Promise.all([
    client.query(getParams, {}),
    client.query(getTotalSumPreviousTopicWeights, {}),
    topicId === undefined ? allTopics(client) : topicStanding(client, topicId).then((topic) => [topic]),
  ]);
  const exponents = {
    stakeImportance: Dec.parse(params?.topicRewardStakeImportance || '0.5'),
    feeImportance: Dec.parse(params?.topicRewardFeeRevenueImportance || '0.5'),
  };
  const sum = Dec.parse(total || '0');
  const weights = await Promise.all(
    topics.map(async (standing): Promise<TopicWeight> => {
      const { topic, active, stake, feeRevenue, weight, nextChurningBlock } = standing;
      return {
        ...{ topicId: topic.id.toString(), metadata: topic.metadata, active, stake, feeRevenue, weight },
        target: targetWeight(Dec.parse(stake), Dec.parse(feeRevenue), exponents).marshal(),
        share: active && !sum.isZero() ? Dec.parse(weight).quo(sum).toNumber() : 0,
        nextChurningBlock: active ? Number(nextChurningBlock) : null,
        rivals: await rivals(client, standing),
      };
    }),
  );
  return {
    minimum: params?.minTopicWeight || '0',
    total: total || '0',
    placesPerBlock: Number(params?.maxActiveTopicsPerBlock ?? 0n),
    topics: weights.sort((a, b) => Number(b.weight) - Number(a.weight) || Number(a.topicId) - Number(b.topicId)),
  };
}

async function rivals(client: AlloraClient, { active, topic, nextChurningBlock }: TopicStanding): Promise<string[]> {
  if (!active) return [];
  const blockHeight = nextChurningBlock;
  const { topics } = await client.query(QueryService.method.getActiveTopicsAtBlock, { blockHeight });
  return topics.map(({ id }) => id.toString()).filter((id) => id !== topic.id.toString());
}
