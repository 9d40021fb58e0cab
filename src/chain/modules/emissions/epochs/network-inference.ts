import { Dec } from '../../../../protocol/decimal/index.ts';
import {
  type AttributedValue,
  filterOutliers,
  type ModuleParameters,
  type OutlierState,
  type RegretUsed,
  type SynthesisInput,
  synthesise,
  updateOutlierState,
} from '../../../../protocol/synthesis/index.ts';
import type { Forecast } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import {
  EventNetworkInferenceBundleSchema,
  EventNetworkInferenceForecasterRegretsUsedSetSchema,
  EventNetworkInferenceForecasterWeightsSetSchema,
  EventNetworkInferenceInfererRegretsUsedSetSchema,
  EventNetworkInferenceInfererWeightsSetSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Inference, Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { decAt } from '../amounts.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import type { FrozenLabels } from '../labels/freeze.ts';
import { hasSeveralLabels } from '../labels/registry.ts';
import { state } from '../state.ts';
import { inferenceBundle, inferenceEvent } from './inference-bundles.ts';
import { moduleParameters, topicParameters } from './parameters.ts';
import { readRegrets } from './regrets.ts';

/**
 * Computes and stores the network's inferences of an epoch, regular and (of a topic with one label) outlier-resistant, and emits what
 * they were made from (docs/spec/emissions.md §5.7, steps 7 and 8; order of the events: docs/spec/synthesis.md §11).
 */
export function storeNetworkInferences(
  ctx: Context,
  topic: Topic,
  nonce: bigint,
  { labels, inferences }: FrozenLabels,
  forecasts: readonly Forecast[],
): void {
  const parameters = moduleParameters(state.params.require(ctx));
  const input = synthesisInput(ctx, topic, inferences, forecasts, parameters);
  const outliers = hasSeveralLabels(topic) ? undefined : updateOutliers(ctx, topic.id, input, parameters);
  const key = [topic.id, nonce] as const;

  const { inferences: network, regrets } = synthesise(input);
  const used = { topicId: topic.id, nonceBlockHeight: nonce };
  if (regrets.inferers.length > 0) {
    emit(ctx, EventNetworkInferenceInfererRegretsUsedSetSchema, { ...used, ...regretColumns(regrets.inferers) });
  }
  if (regrets.forecasters.length > 0) {
    emit(ctx, EventNetworkInferenceForecasterRegretsUsedSetSchema, { ...used, ...regretColumns(regrets.forecasters) });
  }
  const bundle = inferenceBundle(topic.id, nonce, labels, network);
  state.networkInferences.set(ctx, key, bundle);
  emit(ctx, EventNetworkInferenceBundleSchema, inferenceEvent(topic.id, nonce, labels, network, false));
  const { weights } = network;
  if (weights.inferers.length > 0) {
    emit(ctx, EventNetworkInferenceInfererWeightsSetSchema, { ...used, ...weightColumns(weights.inferers) });
  }
  if (weights.forecasters.length > 0) {
    emit(ctx, EventNetworkInferenceForecasterWeightsSetSchema, { ...used, ...weightColumns(weights.forecasters) });
  }

  if (!outliers) return;
  const kept = filterOutliers(outliers, input.inferences, parameters);
  const unchanged = kept.length === input.inferences.length;
  const resistant = unchanged ? network : synthesise({ ...input, inferences: kept }).inferences;
  state.outlierResistantNetworkInferences.set(
    ctx,
    key,
    unchanged ? bundle : inferenceBundle(topic.id, nonce, labels, resistant),
  );
  emit(ctx, EventNetworkInferenceBundleSchema, inferenceEvent(topic.id, nonce, labels, resistant, true));
}

function synthesisInput(
  ctx: Context,
  topic: Topic,
  inferences: readonly Inference[],
  forecasts: readonly Forecast[],
  { epsilonSafeDiv }: ModuleParameters,
): SynthesisInput {
  const forecasters = forecasts.map((forecast) => forecast.forecaster);
  return {
    inferences: inferences.map(({ inferer, values }) => ({ inferer, values: values.map((value) => Dec.parse(value)) })),
    forecasts: forecasts.map(({ forecaster, forecastElements }) => ({
      forecaster,
      elements: forecastElements.map(({ inferer, value }) => ({ inferer, value: Dec.parse(value) })),
    })),
    previousLoss: latestCombinedLoss(ctx, topic.id),
    regrets: readRegrets(
      ctx,
      topic.id,
      inferences.map(({ inferer }) => inferer),
      forecasters,
    ),
    scale: state.latestRegretStdNorm.get(ctx, topic.id),
    topic: topicParameters(topic),
    epsilonSafeDiv,
  };
}

function latestCombinedLoss(ctx: Context, topicId: bigint): Dec | undefined {
  const [latest] = state.networkLossBundles.values(ctx, { prefix: [topicId], reverse: true, limit: 1 });
  return latest && Dec.parse(latest.combinedValue);
}

/** Moves the topic's running middle and spread of inferences (docs/spec/synthesis.md §6). */
function updateOutliers(
  ctx: Context,
  topicId: bigint,
  input: SynthesisInput,
  parameters: ModuleParameters,
): OutlierState {
  const stored = {
    mad: decAt(ctx, state.madInferences, topicId),
    median: decAt(ctx, state.lastMedianInferences, topicId),
  };
  const moved = updateOutlierState(stored, input.inferences, parameters);
  state.madInferences.set(ctx, topicId, moved.mad);
  state.lastMedianInferences.set(ctx, topicId, moved.median);
  return moved;
}

function regretColumns(entries: readonly RegretUsed[]) {
  return { addresses: entries.map(({ worker }) => worker), regrets: entries.map(({ regret }) => eventDec(regret)) };
}

function weightColumns(entries: readonly AttributedValue[]) {
  return { addresses: entries.map(({ worker }) => worker), weights: entries.map(({ value }) => eventDec(value)) };
}
