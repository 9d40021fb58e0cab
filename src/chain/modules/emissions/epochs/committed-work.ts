import { create } from '@bufbuild/protobuf';
import { type Forecast, ForecastsSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { type Inference, InferencesSchema, type Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { type FrozenLabels, freezeLabels } from '../labels/freeze.ts';
import { state } from '../state.ts';

/**
 * Freezes the epoch's labels and stores the inferences of the active inferers, addresses ascending (docs/spec/emissions.md §5.7, steps
 * 3 and 4). What names another nonce is left over from elsewhere and does not count. Errors: 80 when none is left,
 * ErrEpochLabelRegistryEmpty when no label is.
 */
export function commitInferences(ctx: Context, topic: Topic, nonce: bigint): FrozenLabels {
  const submitted = [...state.inferences.values(ctx, { prefix: [topic.id] })].filter(
    ({ blockHeight }) => blockHeight === nonce,
  );
  if (submitted.length === 0) throw errors.ErrNoQualifiedInferers(`topic ${topic.id}, nonce ${nonce}`);
  const frozen = freezeLabels(ctx, topic, nonce, submitted);
  state.allInferences.set(ctx, [topic.id, nonce], create(InferencesSchema, { inferences: frozen.inferences }));
  return frozen;
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
