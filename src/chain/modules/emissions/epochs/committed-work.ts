import { create } from '@bufbuild/protobuf';
import { type Forecast, ForecastsSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { EventEpochLabelRegistryFrozenSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import {
  EpochLabelRegistrySchema,
  type Inference,
  InferencesSchema,
} from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';

/** The registry of a topic with one label. */
export const SINGLE_LABEL = [{ id: 1, name: 'y' }] as const;

/**
 * Freezes the epoch's labels and stores the inferences of the active inferers, addresses ascending (docs/spec/emissions.md §5.7, steps
 * 3 and 4). What names another nonce is left over from elsewhere and does not count. Error: 80 when none is left.
 */
export function commitInferences(ctx: Context, topicId: bigint, nonce: bigint): Inference[] {
  const inferences = [...state.inferences.values(ctx, { prefix: [topicId] })].filter(
    ({ blockHeight }) => blockHeight === nonce,
  );
  if (inferences.length === 0) throw errors.ErrNoQualifiedInferers(`topic ${topicId}, nonce ${nonce}`);
  const registry = create(EpochLabelRegistrySchema, { topicId, epochId: nonce, labels: [...SINGLE_LABEL] });
  state.epochLabelRegistry.set(ctx, [topicId, nonce], registry);
  emit(ctx, EventEpochLabelRegistryFrozenSchema, {
    topicId,
    nonceBlockHeight: nonce,
    registrySize: BigInt(registry.labels.length),
  });
  state.allInferences.set(ctx, [topicId, nonce], create(InferencesSchema, { inferences }));
  return inferences;
}

/**
 * Stores the forecasts of the active forecasters, addresses ascending, each with its elements about accepted inferers; one
 * that has none of them is dropped (docs/spec/emissions.md §5.7, step 5).
 */
export function commitForecasts(
  ctx: Context,
  topicId: bigint,
  nonce: bigint,
  inferences: readonly Inference[],
): Forecast[] {
  const accepted = new Set(inferences.map((inference) => inference.inferer));
  const forecasts: Forecast[] = [];
  for (const forecast of state.forecasts.values(ctx, { prefix: [topicId] })) {
    if (forecast.blockHeight !== nonce) continue;
    const forecastElements = forecast.forecastElements.filter((element) => accepted.has(element.inferer));
    if (forecastElements.length > 0) forecasts.push({ ...forecast, forecastElements });
  }
  state.allForecasts.set(ctx, [topicId, nonce], create(ForecastsSchema, { forecasts }));
  return forecasts;
}
