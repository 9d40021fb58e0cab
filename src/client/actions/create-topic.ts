import { create } from '@bufbuild/protobuf';
import { type CreateNewTopicRequest, CreateNewTopicRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicType } from '../../wire/gen/emissions/v10/types_pb.ts';

/** A topic's fields; lengths in blocks, decimals as text (`docs/spec/emissions.md` §4.2 has the bounds). */
export interface TopicFields {
  metadata: string;
  lossMethod: string;
  epochLength: bigint;
  groundTruthLag: bigint;
  workerSubmissionWindow: bigint;
  pNorm: string;
  cNorm: string;
  alphaRegret: string;
  epsilon: string;
  meritSortitionAlpha: string;
  activeInfererQuantile: string;
  activeForecasterQuantile: string;
  activeReputerQuantile: string;
  /** Losses are submitted raw instead of as log10. */
  allowNegative: boolean;
  enableWorkerWhitelist: boolean;
  enableReputerWhitelist: boolean;
  topicType: TopicType;
  /** One value or a value per label. */
  outputArity: TopicOutputArity;
  /** The values of a submission add up to 1, within the tolerance; several labels only. */
  requireUnity: boolean;
  unityTolerance: string;
  maxLabelsPerSubmission: bigint;
  /** The labels that may be used; none: all. */
  labelWhitelist: string[];
  /** What a label has that a submission does not name. */
  labelDefaultValue: string;
  labelCaseSensitive: boolean;
}

/** A regression on one value with short epochs: what a devnet's first topic is good for. */
export const topicDefaults: Readonly<TopicFields> = {
  metadata: '',
  lossMethod: 'mse',
  epochLength: 12n,
  groundTruthLag: 12n,
  workerSubmissionWindow: 10n,
  pNorm: '3',
  cNorm: '0.75',
  alphaRegret: '0.1',
  epsilon: '0.01',
  meritSortitionAlpha: '0.1',
  activeInfererQuantile: '0.2',
  activeForecasterQuantile: '0.2',
  activeReputerQuantile: '0.2',
  allowNegative: false,
  enableWorkerWhitelist: false,
  enableReputerWhitelist: false,
  topicType: TopicType.REGRESSION,
  outputArity: TopicOutputArity.SINGLE,
  requireUnity: false,
  unityTolerance: '0',
  maxLabelsPerSubmission: 1n,
  labelWhitelist: [],
  labelDefaultValue: '0',
  labelCaseSensitive: false,
};

/**
 * Creates a topic; the answer carries its id. The creator pays `create_topic_fee`.
 *
 * @example
 * await client.send(alice, [createTopic(alice.address, { metadata: 'ETH in 10 minutes', epochLength: 120n, groundTruthLag: 120n })]);
 */
export function createTopic(creator: string, fields: Partial<TopicFields>): CreateNewTopicRequest {
  return create(CreateNewTopicRequestSchema, { ...topicDefaults, ...fields, creator });
}
