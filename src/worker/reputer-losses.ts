import type { ReputerLosses } from '../client/actions/insert-reputer-payload.ts';
import { Dec } from '../protocol/decimal/index.ts';
import type { LabeledValue, NetworkInferenceBundle } from '../wire/gen/emissions/v10/types_pb.ts';

/** The loss that a reputer gives to a prediction, in the topic's loss space (normally log10). */
export type LossOf = (prediction: Dec) => Dec;

/**
 * Judges every entry of a network inference bundle: what a reputer submits for the epoch (`docs/spec/synthesis.md` §10).
 * Single-label topics: the first value of each entry is the prediction.
 */
export function reputerLosses(bundle: NetworkInferenceBundle, lossOf: LossOf): ReputerLosses {
  const loss = (values: readonly LabeledValue[]): string => lossOf(Dec.parse(values[0]?.value ?? '0')).marshal();
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
