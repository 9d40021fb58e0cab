import { create } from '@bufbuild/protobuf';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { LabeledValueSchema } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { type Labelled, labelled } from './labelled.ts';
import { orNothing } from './optional.ts';
import { getTopic } from './topics.ts';

/** What happened in one epoch of a topic. Decimals as the chain keeps them, heights as numbers. */
export interface EpochRecord {
  readonly topicId: string;
  readonly nonce: number;
  readonly workerWindow: { readonly start: number; readonly end: number; readonly fulfilled: boolean };
  readonly inferences: readonly { readonly inferer: string; readonly value: Labelled }[];
  readonly forecasts: readonly { readonly forecaster: string; readonly elements: number }[];
  readonly combined: Labelled | null;
  /** Reputers whose losses were counted. */
  readonly reputers: readonly string[];
  readonly combinedLoss: string | null;
}

/**
 * One epoch, by its nonce; the latest one that was opened where none is given.
 * @throws ClientError `not-found`
 */
export async function epochRecord(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<EpochRecord> {
  const topic = await getTopic(client, topicId);
  const blockHeight = nonce ?? topic.epochLastEnded;
  if (blockHeight === 0n) throw new ClientError('not-found', `topic ${topicId} has had no epoch yet`);
  const { method } = QueryService;
  const at = { topicId, blockHeight };
  const [open, inferences, forecasts, bundle, reports, losses] = await Promise.all([
    client.query(method.isWorkerNonceUnfulfilled, at),
    orNothing(client.query(method.getInferencesAtBlock, at)),
    orNothing(client.query(method.getForecastsAtBlock, at)),
    orNothing(client.query(method.getNetworkInferencesAtBlock, { topicId, blockHeightLastInference: blockHeight })),
    orNothing(client.query(method.getReputerLossBundlesAtBlock, at)),
    orNothing(client.query(method.getNetworkLossBundleAtBlock, at)),
  ]);
  const kept = inferences?.inferences?.inferences.length || bundle;
  if (!kept && !open.isWorkerNonceUnfulfilled && blockHeight !== topic.epochLastEnded) {
    throw new ClientError(
      'not-found',
      `topic ${topicId} keeps nothing of nonce ${blockHeight}: it opened no epoch, nobody answered in it, or it has been pruned`,
    );
  }
  const combined = bundle?.networkInferences?.combinedValue;
  // The stored inferences are aligned with the epoch's labels, which the network inference names.
  const named = (values: readonly string[]) =>
    values.map((value, slot) => create(LabeledValueSchema, { labelName: combined?.[slot]?.labelName ?? '', value }));
  return {
    topicId: topicId.toString(),
    nonce: Number(blockHeight),
    workerWindow: {
      start: Number(blockHeight),
      end: Number(blockHeight + topic.workerSubmissionWindow),
      fulfilled: !open.isWorkerNonceUnfulfilled,
    },
    inferences: (inferences?.inferences?.inferences ?? []).map(({ inferer, values }) => ({
      inferer,
      value: labelled(topic, named(values)),
    })),
    forecasts: (forecasts?.forecasts?.forecasts ?? []).map(({ forecaster, forecastElements }) => ({
      forecaster,
      elements: forecastElements.length,
    })),
    combined: combined ? labelled(topic, combined) : null,
    reputers: (reports?.lossBundles ?? []).map(({ reputer }) => reputer),
    combinedLoss: losses?.lossBundle?.combinedValue ?? null,
  };
}
