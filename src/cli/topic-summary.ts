import type { TopicStanding } from '../client/topics.ts';

/** A topic as `--json` shows it: heights and lengths in blocks as numbers, amounts in uallo and decimals as text. */
export interface TopicSummary {
  readonly id: string;
  readonly creator: string;
  readonly metadata: string;
  readonly lossMethod: string;
  readonly active: boolean;
  readonly epochLength: number;
  readonly groundTruthLag: number;
  readonly workerSubmissionWindow: number;
  /** Height that opened the latest epoch; null before the first. */
  readonly epochLastEnded: number | null;
  /** Height that opens the next epoch; null while the topic is not active. */
  readonly nextChurningBlock: number | null;
  readonly stake: string;
  readonly feeRevenue: string;
  readonly weight: string;
  readonly pNorm: string;
  readonly cNorm: string;
  readonly alphaRegret: string;
  readonly epsilon: string;
  readonly initialRegret: string;
  readonly allowNegative: boolean;
}

export function topicSummary({ topic, ...standing }: TopicStanding): TopicSummary {
  return {
    id: topic.id.toString(),
    creator: topic.creator,
    metadata: topic.metadata,
    lossMethod: topic.lossMethod,
    active: standing.active,
    epochLength: Number(topic.epochLength),
    groundTruthLag: Number(topic.groundTruthLag),
    workerSubmissionWindow: Number(topic.workerSubmissionWindow),
    epochLastEnded: topic.epochLastEnded === 0n ? null : Number(topic.epochLastEnded),
    nextChurningBlock: standing.nextChurningBlock === 0n ? null : Number(standing.nextChurningBlock),
    stake: standing.stake,
    feeRevenue: standing.feeRevenue,
    weight: standing.weight,
    pNorm: topic.pNorm,
    cNorm: topic.cNorm,
    alphaRegret: topic.alphaRegret,
    epsilon: topic.epsilon,
    initialRegret: topic.initialRegret,
    allowNegative: topic.allowNegative,
  };
}
