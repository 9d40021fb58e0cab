import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { AttributedValues, LabelVector, NetworkInferences } from '../../../../protocol/synthesis/index.ts';
import type { EventNetworkInferenceBundleSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import {
  type NetworkInferenceBundle,
  NetworkInferenceBundleSchema,
} from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { eventDec } from '../event-values.ts';

/** A label of the epoch's registry. */
interface Label {
  readonly id: number;
  readonly name: string;
}

const texts = (vector: LabelVector) => vector.map(eventDec);
const matrix = (entries: readonly AttributedValues[]) => JSON.stringify(entries.map(({ values }) => texts(values)));

/** The network's inferences as the chain stores them: every value beside its label. */
export function inferenceBundle(
  topicId: bigint,
  nonce: bigint,
  labels: readonly Label[],
  network: NetworkInferences,
): NetworkInferenceBundle {
  const labelled = (vector: LabelVector) =>
    vector.map((value, slot) => ({
      labelId: labels[slot]?.id ?? 0,
      labelName: labels[slot]?.name ?? '',
      value: value.marshal(),
    }));
  return create(NetworkInferenceBundleSchema, {
    topicId,
    nonce,
    combinedValue: labelled(network.combined),
    infererValues: network.inferers.map(({ worker, values }) => ({ worker, values: labelled(values) })),
    forecasterValues: network.forecasters.map(({ worker, values }) => ({ worker, values: labelled(values) })),
    naiveValue: labelled(network.naive),
    oneOutInfererValues: network.oneOutInferers.map(({ worker, values }) => ({
      withheldInferer: worker,
      combinedInference: labelled(values),
    })),
    oneOutForecasterValues: network.oneOutForecasters.map(({ worker, values }) => ({
      withheldForecaster: worker,
      combinedInference: labelled(values),
    })),
    oneInForecasterValues: network.oneInForecasters.map(({ worker, values }) => ({
      forecaster: worker,
      combinedInference: labelled(values),
    })),
    oneOutInfererForecasterValues: network.oneOutInfererForecasters.map(({ forecaster, withheldInferer, values }) => ({
      forecaster,
      withheldInferer,
      combinedInference: labelled(values),
    })),
  });
}

/**
 * The network's inferences as the event carries them: arrays of values beside the lists of addresses; one-out-inferer-forecaster values
 * grouped by forecaster, aligned with the inferers, NaN where there is none (docs/spec/synthesis.md §11).
 */
export function inferenceEvent(
  topicId: bigint,
  nonce: bigint,
  labels: readonly Label[],
  network: NetworkInferences,
  outlierResistant: boolean,
): MessageInitShape<typeof EventNetworkInferenceBundleSchema> {
  return {
    topicId,
    nonce,
    labelNames: labels.map((label) => label.name),
    infererAddresses: network.inferers.map((entry) => entry.worker),
    forecasterAddresses: network.forecasters.map((entry) => entry.worker),
    combinedValue: JSON.stringify(texts(network.combined)),
    naiveValue: JSON.stringify(texts(network.naive)),
    infererValues: matrix(network.inferers),
    forecasterValues: matrix(network.forecasters),
    oneOutInfererValues: matrix(network.oneOutInferers),
    oneOutForecasterValues: matrix(network.oneOutForecasters),
    oneInForecasterValues: matrix(network.oneInForecasters),
    oneOutInfererForecasterValues: oneOutInfererForecasterMatrices(network),
    outlierResistant,
  };
}

function oneOutInfererForecasterMatrices(network: NetworkInferences): string[] {
  const missing = network.combined.map(() => 'NaN');
  const rows = new Map<string, Map<string, string[]>>();
  for (const { forecaster, withheldInferer, values } of network.oneOutInfererForecasters) {
    const row = rows.get(forecaster) ?? new Map<string, string[]>();
    rows.set(forecaster, row.set(withheldInferer, texts(values)));
  }
  return [...rows.values()].map((row) =>
    JSON.stringify(network.inferers.map(({ worker }) => row.get(worker) ?? missing)),
  );
}
