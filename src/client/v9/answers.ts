import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type {
  Inference as ScalarInference,
  Inferences as ScalarInferences,
  ValueBundle,
} from '../../wire/gen/emissions/v3/types_pb.ts';
import type * as older from '../../wire/gen/emissions/v9/query_pb.ts';
import type { InputInferenceSchema } from '../../wire/gen/emissions/v10/input_pb.ts';
import type * as current from '../../wire/gen/emissions/v10/query_pb.ts';
import {
  type InferencesSchema,
  type LabeledValue,
  LabeledValueSchema,
  type NetworkInferenceBundleSchema,
  type Topic,
  TopicOutputArity,
  TopicType,
} from '../../wire/gen/emissions/v10/types_pb.ts';

/** The label that v10 gives to the value of a topic with one output. */
const label = (value: string): LabeledValue[] => [create(LabeledValueSchema, { labelId: 1, labelName: 'y', value })];

function inferences(scalars: ScalarInferences | undefined): MessageInitShape<typeof InferencesSchema> | undefined {
  return (
    scalars && {
      inferences: scalars.inferences.map(({ topicId, blockHeight, inferer, value, extraData, proof }) => {
        return { topicId, blockHeight, inferer, values: [value], extraData, proof };
      }),
    }
  );
}

function bundle(values: ValueBundle | undefined): MessageInitShape<typeof NetworkInferenceBundleSchema> | undefined {
  if (!values) return undefined;
  const ofWorker = ({ worker, value }: { worker: string; value: string }) => ({ worker, values: label(value) });
  return {
    topicId: values.topicId,
    nonce: values.reputerRequestNonce?.reputerNonce?.blockHeight ?? 0n,
    combinedValue: label(values.combinedValue),
    naiveValue: label(values.naiveValue),
    infererValues: values.infererValues.map(ofWorker),
    forecasterValues: values.forecasterValues.map(ofWorker),
    oneOutInfererValues: values.oneOutInfererValues.map(({ worker, value }) => {
      return { withheldInferer: worker, combinedInference: label(value) };
    }),
    oneOutForecasterValues: values.oneOutForecasterValues.map(({ worker, value }) => {
      return { withheldForecaster: worker, combinedInference: label(value) };
    }),
    oneInForecasterValues: values.oneInForecasterValues.map(({ worker, value }) => {
      return { forecaster: worker, combinedInference: label(value) };
    }),
    oneOutInfererForecasterValues: values.oneOutInfererForecasterValues.flatMap(({ forecaster, oneOutInfererValues }) =>
      oneOutInfererValues.map(({ worker, value }) => {
        return { forecaster, withheldInferer: worker, combinedInference: label(value) };
      }),
    ),
  };
}

const input = ({ value, ...rest }: ScalarInference): MessageInitShape<typeof InputInferenceSchema> => {
  const { topicId, blockHeight, inferer, extraData, proof } = rest;
  return { topicId, blockHeight, inferer, extraData, proof, value };
};

/** What every topic of v9 is, in the words of v10. */
function scalarTopic(topic: Topic | undefined): void {
  if (!topic) return;
  topic.topicType = TopicType.REGRESSION;
  topic.outputArity = TopicOutputArity.SINGLE;
  topic.maxLabelsPerSubmission = 1n;
}

type Latest = older.GetLatestNetworkInferencesResponse | older.GetLatestNetworkInferencesOutlierResistantResponse;

const latestNetwork = (answer: Latest) => ({
  networkInferences: bundle(answer.networkInferences),
  inferenceBlockHeight: answer.inferenceBlockHeight,
});

const network = (answer: older.GetNetworkInferencesAtBlockResponse) => ({
  networkInferences: bundle(answer.networkInferences),
});

/** Queries that go by another name in v9, by the local names of v10. */
export const OLDER_NAMES: Readonly<Record<string, string>> = {
  getWorkerLatestInputInferenceByTopicId: 'getWorkerLatestInferenceByTopicId',
};

/** Answers whose fields differ in more than what is new: the init of v10's message out of v9's message. */
export const ANSWERS: Readonly<Record<string, (answer: never) => object>> = {
  getNetworkInferencesAtBlock: network,
  getNetworkInferencesAtBlockOutlierResistant: network,
  getLatestNetworkInferences: latestNetwork,
  getLatestNetworkInferencesOutlierResistant: latestNetwork,
  getInferencesAtBlock: (answer: older.GetInferencesAtBlockResponse) => ({ inferences: inferences(answer.inferences) }),
  getLatestTopicInferences: (answer: older.GetLatestTopicInferencesResponse) => ({
    inferences: inferences(answer.inferences),
    blockHeight: answer.blockHeight,
  }),
  getReputerLossBundlesAtBlock: (answer: older.GetReputerLossBundlesAtBlockResponse) => ({
    lossBundles: (answer.lossBundles?.reputerValueBundles ?? []).flatMap(({ valueBundle }) => valueBundle ?? []),
  }),
  getWorkerLatestInputInferenceByTopicId: (answer: older.GetWorkerLatestInferenceByTopicIdResponse) => ({
    latestInputInference: answer.latestInference && input(answer.latestInference),
  }),
};

/** Answers of v10 that want more than what v9 says, completed in place. */
export const COMPLETED: Readonly<Record<string, (answer: never) => void>> = {
  getTopic: ({ topic }: current.GetTopicResponse) => scalarTopic(topic),
  getActiveTopicsAtBlock: ({ topics }: current.GetActiveTopicsAtBlockResponse) => topics.forEach(scalarTopic),
};
