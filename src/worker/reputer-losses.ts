import type { ReputerLosses } from '../client/actions/insert-reputer-payload.ts';
import { Dec } from '../protocol/decimal/index.ts';
import type { LabeledValue, NetworkInferenceBundle } from '../wire/gen/emissions/v10/types_pb.ts';

/** The loss that a reputer gives to a single value, in the topic's loss space (normally log10). */
export type LossOf = (prediction: Dec) => Dec;

/** The same for a prediction as it stands in a bundle: one value per label. */
export type LossOfLabelled = (prediction: readonly LabeledValue[]) => Dec;

/** The loss of predictions that have a single value. */
export const ofOneValue =
  (lossOf: LossOf): LossOfLabelled =>
  ([only]) =>
    lossOf(Dec.parse(only?.value ?? '0'));

/**
 * Judges every entry of a network inference bundle: what a reputer submits for the epoch (`docs/spec/synthesis.md` §10).
 */
export function reputerLosses(bundle: NetworkInferenceBundle, lossOf: LossOfLabelled): ReputerLosses {
  const loss = (values: readonly LabeledValue[]): string => lossOf(values).marshal();
  const byForecaster = new Map<string, { worker: string; value: string }[]>();
  for (const { forecaster, withheldInferer, combinedInference } of bundle.oneOutInfererForecasterValues) {
    const row = byForecaster.get(forecaster) ?? [];
    byForecaster.set(forecaster, row);
    row.push({ worker: withheldInferer, value: loss(combinedInference) });
  }
  return {
    combinedValue: loss(bundle.combinedValue),
    naiveValue: loss(bundle.naiveValue),
    infererValues: bundle.infererValues.map(({ worker, values }) => ({ worker, value: loss(values) })),
    forecasterValues: bundle.forecasterValues.map(({ worker, values }) => ({ worker, value: loss(values) })),
    oneOutInfererValues: bundle.oneOutInfererValues.map(({ withheldInferer, combinedInference }) => ({
      worker: withheldInferer,
      value: loss(combinedInference),
    })),
    oneOutForecasterValues: bundle.oneOutForecasterValues.map(({ withheldForecaster, combinedInference }) => ({
      worker: withheldForecaster,
      value: loss(combinedInference),
    })),
    oneInForecasterValues: bundle.oneInForecasterValues.map(({ forecaster, combinedInference }) => ({
      worker: forecaster,
      value: loss(combinedInference),
    })),
    oneOutInfererForecasterValues: [...byForecaster].map(([forecaster, oneOutInfererValues]) => ({
      forecaster,
      oneOutInfererValues,
    })),
  };
}
