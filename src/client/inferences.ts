import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { LabeledValue, NetworkInferenceBundle } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { type Labelled, labelled } from './labelled.ts';
import { orNothing } from './optional.ts';
import { getTopic } from './topics.ts';

export interface WorkerValue {
  readonly worker: string;
  readonly value: Labelled;
}

/** The network inferences of one epoch. */
export interface InferenceFamily {
  readonly topicId: string;
  readonly nonce: number;
  readonly combined: Labelled;
  /** Weighed by regret too, without forecasts: not the plain average. */
  readonly naive: Labelled;
  readonly inferers: readonly WorkerValue[];
  readonly forecasters: readonly WorkerValue[];
  readonly oneOutInferers: readonly WorkerValue[];
  readonly oneOutForecasters: readonly WorkerValue[];
  readonly oneInForecasters: readonly WorkerValue[];
  readonly oneOutInfererForecasters: readonly {
    readonly forecaster: string;
    readonly withheldInferer: string;
    readonly value: Labelled;
  }[];
}

/** The bundle of an epoch, or of the latest one. @throws ClientError `not-found`, saying why there is none */
export async function networkInferences(
  client: AlloraClient,
  topicId: bigint,
  nonce?: bigint,
): Promise<NetworkInferenceBundle> {
  const { getLatestNetworkInferences, getNetworkInferencesAtBlock } = QueryService.method;
  const found = await orNothing<{ networkInferences?: NetworkInferenceBundle }>(
    nonce === undefined
      ? client.query(getLatestNetworkInferences, { topicId })
      : client.query(getNetworkInferencesAtBlock, { topicId, blockHeightLastInference: nonce }),
  );
  if (found?.networkInferences) return found.networkInferences;
  throw new ClientError('not-found', await whyNone(client, topicId, nonce));
}

async function whyNone(client: AlloraClient, topicId: bigint, nonce: bigint | undefined): Promise<string> {
  const topic = await getTopic(client, topicId);
  if (nonce === undefined) return `topic ${topicId} has no network inference yet`;
  const { isWorkerNonceUnfulfilled: open } = await client.query(QueryService.method.isWorkerNonceUnfulfilled, {
    topicId,
    blockHeight: nonce,
  });
  return open
    ? `topic ${topicId} has no network inference for nonce ${nonce} yet: its worker window closes in block ${nonce + topic.workerSubmissionWindow}`
    : `topic ${topicId} keeps no network inference for nonce ${nonce}: it opened no epoch, nobody answered in it, or it has been pruned`;
}

/** The same as plain values. @throws ClientError `not-found` */
export async function inferenceFamily(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<InferenceFamily> {
  const [topic, bundle] = await Promise.all([getTopic(client, topicId), networkInferences(client, topicId, nonce)]);
  const one = (values: readonly LabeledValue[]) => labelled(topic, values);
  return {
    topicId: bundle.topicId.toString(),
    nonce: Number(bundle.nonce),
    combined: one(bundle.combinedValue),
    naive: one(bundle.naiveValue),
    inferers: bundle.infererValues.map(({ worker, values }) => ({ worker, value: one(values) })),
    forecasters: bundle.forecasterValues.map(({ worker, values }) => ({ worker, value: one(values) })),
    oneOutInferers: bundle.oneOutInfererValues.map((entry) => ({
      worker: entry.withheldInferer,
      value: one(entry.combinedInference),
    })),
    oneOutForecasters: bundle.oneOutForecasterValues.map((entry) => ({
      worker: entry.withheldForecaster,
      value: one(entry.combinedInference),
    })),
    oneInForecasters: bundle.oneInForecasterValues.map((entry) => ({
      worker: entry.forecaster,
      value: one(entry.combinedInference),
    })),
    oneOutInfererForecasters: bundle.oneOutInfererForecasterValues.map((entry) => ({
      forecaster: entry.forecaster,
      withheldInferer: entry.withheldInferer,
      value: one(entry.combinedInference),
    })),
  };
}
