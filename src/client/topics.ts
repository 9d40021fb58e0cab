import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';

/** A topic and what the chain knows of its standing. Amounts in uallo, weights as decimal text. */
export interface TopicStanding {
  readonly topic: Topic;
  readonly active: boolean;
  /** Height of the block that opens the next epoch; 0 while the topic is not active. */
  readonly nextChurningBlock: bigint;
  readonly stake: string;
  readonly feeRevenue: string;
  /** Weight as of the last churn; `0` before the first. */
  readonly weight: string;
}

/** @throws ClientError `not-found` */
export async function getTopic(client: AlloraClient, topicId: bigint): Promise<Topic> {
  const { topic } = await client.query(QueryService.method.getTopic, { topicId });
  if (!topic) throw new ClientError('not-found', `there is no topic ${topicId}`);
  return topic;
}

/** @throws ClientError `not-found` */
export async function topicStanding(client: AlloraClient, topicId: bigint): Promise<TopicStanding> {
  const topic = await getTopic(client, topicId);
  const { isTopicActive, getNextChurningBlockByTopicId, getTopicStake, getTopicFeeRevenue, getPreviousTopicWeight } =
    QueryService.method;
  const [active, next, stake, revenue, weight] = await Promise.all([
    client.query(isTopicActive, { topicId }),
    client.query(getNextChurningBlockByTopicId, { topicId }).catch((error: unknown) => {
      if (error instanceof ClientError && error.kind === 'not-found') return { blockHeight: 0n };
      throw error;
    }),
    client.query(getTopicStake, { topicId }),
    client.query(getTopicFeeRevenue, { topicId }),
    client.query(getPreviousTopicWeight, { topicId }),
  ]);
  return {
    topic,
    active: active.isActive,
    nextChurningBlock: active.isActive ? next.blockHeight : 0n,
    stake: stake.amount || '0',
    feeRevenue: revenue.feeRevenue || '0',
    weight: weight.weight || '0',
  };
}

/** Every topic of the network, by number. */
export async function allTopics(client: AlloraClient): Promise<TopicStanding[]> {
  const { nextTopicId } = await client.query(QueryService.method.getNextTopicId, {});
  const ids = Array.from({ length: Math.max(0, Number(nextTopicId) - 1) }, (_, i) => BigInt(i + 1));
  const topics: TopicStanding[] = [];
  for (let start = 0; start < ids.length; start += 20) {
    topics.push(...(await Promise.all(ids.slice(start, start + 20).map((id) => topicStanding(client, id)))));
  }
  return topics;
}
