import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  InferencesSchema as ScalarInferencesSchema,
  ValueBundleSchema,
} from '../../../../wire/gen/emissions/v3/types_pb.ts';
import {
  type Inferences,
  type LabeledValue,
  type NetworkInferenceBundle,
  TopicOutputArity,
} from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import { state } from '../state.ts';

/** v9 knows values, not vectors: what a topic with several labels holds cannot be said there. */
export function requireScalars(ctx: Context, topicId: bigint): void {
  if (state.topics.get(ctx, topicId)?.outputArity !== TopicOutputArity.MULTI) return;
  throw grpcErrors.failedPrecondition(`topic ${topicId} has several labels: ask emissions.v10`);
}

export function scalarInferences({ inferences }: Inferences): MessageInitShape<typeof ScalarInferencesSchema> {
  return {
    inferences: inferences.map(({ topicId, blockHeight, inferer, values, extraData, proof }) => {
      return { topicId, blockHeight, inferer, value: values[0] ?? '0', extraData, proof };
    }),
  };
}

const scalar = (values: readonly LabeledValue[]): string => values[0]?.value ?? '0';

/** A network inference with its family as v9 shows it: a value bundle without a reputer, the nonce in the place of the request's. */
export function scalarBundle(bundle: NetworkInferenceBundle): MessageInitShape<typeof ValueBundleSchema> {
  const rows = new Map<string, { worker: string; value: string }[]>();
  for (const { forecaster, withheldInferer, combinedInference } of bundle.oneOutInfererForecasterValues) {
    const row = rows.get(forecaster) ?? [];
    rows.set(forecaster, [...row, { worker: withheldInferer, value: scalar(combinedInference) }]);
  }
  const ofWorker = ({ worker, values }: { worker: string; values: LabeledValue[] }) => ({
    worker,
    value: scalar(values),
  });
  return {
    topicId: bundle.topicId,
    reputerRequestNonce: { reputerNonce: { blockHeight: bundle.nonce } },
    combinedValue: scalar(bundle.combinedValue),
    naiveValue: scalar(bundle.naiveValue),
    infererValues: bundle.infererValues.map(ofWorker),
    forecasterValues: bundle.forecasterValues.map(ofWorker),
    oneOutInfererValues: bundle.oneOutInfererValues.map(({ withheldInferer, combinedInference }) => {
      return { worker: withheldInferer, value: scalar(combinedInference) };
    }),
    oneOutForecasterValues: bundle.oneOutForecasterValues.map(({ withheldForecaster, combinedInference }) => {
      return { worker: withheldForecaster, value: scalar(combinedInference) };
    }),
    oneInForecasterValues: bundle.oneInForecasterValues.map(({ forecaster, combinedInference }) => {
      return { worker: forecaster, value: scalar(combinedInference) };
    }),
    oneOutInfererForecasterValues: [...rows].map(([forecaster, oneOutInfererValues]) => {
      return { forecaster, oneOutInfererValues };
    }),
  };
}
