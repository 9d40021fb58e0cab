import { QueryService } from '../../../../wire/gen/emissions/v9/query_pb.ts';
import { MsgService } from '../../../../wire/gen/emissions/v9/tx_pb.ts';
import type * as queries from '../../../../wire/gen/emissions/v10/query_pb.ts';
import type { CreateNewTopicRequest, UpdateTopicRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { TopicOutputArity, TopicType } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import type { Module } from '../../../module.ts';
import { state } from '../state.ts';
import { requireScalars, scalarBundle, scalarInferences } from './scalars.ts';
import { type Exceptions, olderVersion } from './service.ts';

/** What every topic of v9 is (docs/spec/emissions.md §15: the migration gives it the same). */
function createScalarTopic(_ctx: Context, request: CreateNewTopicRequest): void {
  request.topicType = TopicType.REGRESSION;
  request.outputArity = TopicOutputArity.SINGLE;
  request.maxLabelsPerSubmission = 1n;
}

/** An update replaces every field that can be edited; those that v9 does not know stay as they are. */
function keepLabels(ctx: Context, request: UpdateTopicRequest): void {
  const topic = state.topics.get(ctx, request.topicId);
  if (!topic) return;
  request.maxLabelsPerSubmission = topic.maxLabelsPerSubmission;
  request.labelWhitelist = [...topic.labelWhitelist];
  request.labelDefaultValue = topic.labelDefaultValue;
}

const messages: Exceptions = {
  requests: { createNewTopic: createScalarTopic, updateTopic: keepLabels },
};

type OfTopic = { topicId: bigint };

function inferences(ctx: Context, { topicId }: OfTopic, answer: queries.GetLatestTopicInferencesResponse) {
  requireScalars(ctx, topicId);
  return { ...answer, inferences: answer.inferences && scalarInferences(answer.inferences) };
}

function networkInferences(ctx: Context, { topicId }: OfTopic, answer: queries.GetLatestNetworkInferencesResponse) {
  requireScalars(ctx, topicId);
  return { ...answer, networkInferences: answer.networkInferences && scalarBundle(answer.networkInferences) };
}

/** v10 shows the value bundles alone, v9 with their keys and signatures. */
function signedLossBundles(ctx: Context, { topicId, blockHeight }: queries.GetReputerLossBundlesAtBlockRequest) {
  return { lossBundles: state.allLossBundles.get(ctx, [topicId, blockHeight]) };
}

/** `latest_inference` stands where v10 has `latest_input_inference`, with its value where that has the single one. */
const latestInference = 'getWorkerLatestInputInferenceByTopicId';

const answers: Exceptions = {
  names: { getWorkerLatestInferenceByTopicId: latestInference },
  requests: { getWorkerLatestInferenceByTopicId: (ctx, { topicId }: OfTopic) => requireScalars(ctx, topicId) },
  answers: {
    getInferencesAtBlock: inferences,
    getLatestTopicInferences: inferences,
    getNetworkInferencesAtBlock: networkInferences,
    getNetworkInferencesAtBlockOutlierResistant: networkInferences,
    getLatestNetworkInferences: networkInferences,
    getLatestNetworkInferencesOutlierResistant: networkInferences,
    getReputerLossBundlesAtBlock: signedLossBundles,
  },
};

/**
 * The same module with the services and type URLs of emissions v9, as mainnet has them, beside those of v10: its messages run by the
 * same handlers, its queries answered from the same state in the shapes of v9. Events are those of v10.
 */
export function withV9(emissions: Module): Module {
  return {
    ...emissions,
    messages: [...emissions.messages, ...emissions.messages.map((own) => olderVersion(MsgService, own, messages))],
    queries: [...emissions.queries, ...emissions.queries.map((own) => olderVersion(QueryService, own, answers))],
  };
}
