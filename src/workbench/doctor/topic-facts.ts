import type { AlloraClient } from '../../client/client.ts';
import { lastClosedNonce } from '../../client/closed-windows.ts';
import { orNothing } from '../../client/optional.ts';
import { type ReputerStake, topicStakes } from '../../client/topic-stakes.ts';
import { type TopicWeight, topicWeights } from '../../client/topic-weights.ts';
import { type TopicStanding, topicStanding } from '../../client/topics.ts';
import type { ValueBundle } from '../../wire/gen/emissions/v3/types_pb.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';

/** What a doctor knows of a topic. Amounts in uallo, weights as decimal text. */
export interface TopicFacts {
  readonly standing: TopicStanding;
  readonly height: bigint;
  readonly weight: TopicWeight;
  /** What it would weigh if it churned now; `weight` is as of its last churn. */
  readonly weightNow: string;
  readonly minimumWeight: string;
  readonly placesPerBlock: number;
  readonly requiredStake: bigint;
  readonly reputers: readonly ReputerStake[];
  /** The newest nonce whose worker window is over, with what was answered; 0 before the first. */
  readonly answered: bigint;
  readonly inferences: readonly { readonly address: string; readonly value: string }[];
  readonly forecasters: number;
  /** The newest nonce whose reputer window is over, with the losses that were counted; 0 before the first. */
  readonly judged: bigint;
  readonly reports: readonly ValueBundle[];
  /** What waits to be paid to topics. */
  readonly treasury: bigint;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function topicFacts(client: AlloraClient, topicId: bigint): Promise<TopicFacts> {
  const { method } = QueryService;
  const standing = await topicStanding(client, topicId);
  const [height, weights, now, { params }, reputers, { totalReward }] = await Promise.all([
    client.height(),
    topicWeights(client, topicId),
    client.query(method.getTopic, { topicId }),
    client.query(method.getParams, {}),
    topicStakes(client, topicId),
    client.query(method.getTotalRewardToDistribute, {}),
  ]);
  const [answered, judged] = await Promise.all([
    lastClosedNonce(client, standing.topic, 'worker', height),
    lastClosedNonce(client, standing.topic, 'reputer', height),
  ]);
  const at = (blockHeight: bigint) => ({ topicId, blockHeight });
  const [inferences, forecasts, reports] = await Promise.all([
    answered > 0n ? orNothing(client.query(method.getInferencesAtBlock, at(answered))) : undefined,
    answered > 0n ? orNothing(client.query(method.getForecastsAtBlock, at(answered))) : undefined,
    judged > 0n ? orNothing(client.query(method.getReputerLossBundlesAtBlock, at(judged))) : undefined,
  ]);
  return {
    ...{ standing, height, reputers, answered, judged },
    weight: weights.topics[0] as TopicWeight,
    weightNow: now.weight || '0',
    minimumWeight: weights.minimum,
    placesPerBlock: weights.placesPerBlock,
    requiredStake: BigInt(params?.requiredMinimumStake || '0'),
    inferences: (inferences?.inferences?.inferences ?? []).map(({ inferer, values }) => ({
      address: inferer,
      value: values.join(' '),
    })),
    forecasters: forecasts?.forecasts?.forecasts.length ?? 0,
    reports: reports?.lossBundles ?? [],
    treasury: BigInt(totalReward || '0'),
  };
}
