import { create } from '@bufbuild/protobuf';
import {
  type ReputerValueBundle,
  ReputerValueBundleSchema,
  type ValueBundle,
  ValueBundleSchema,
} from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Context } from '../../../context.ts';
import { state } from '../state.ts';

/** Whose work was committed for a nonce. */
export interface AcceptedWorkers {
  readonly inferers: ReadonlySet<string>;
  readonly forecasters: ReadonlySet<string>;
}

/** Whose work was committed for a nonce; nobody's when the epoch was never committed. */
export function acceptedWorkers(ctx: Context, topicId: bigint, nonce: bigint): AcceptedWorkers {
  const inferences = state.allInferences.get(ctx, [topicId, nonce])?.inferences ?? [];
  const forecasts = state.allForecasts.get(ctx, [topicId, nonce])?.forecasts ?? [];
  return {
    inferers: new Set(inferences.map((inference) => inference.inferer)),
    forecasters: new Set(forecasts.map((forecast) => forecast.forecaster)),
  };
}

/**
 * A reputer's bundle without the entries of workers whose work was not committed, the first entry of each worker only
 * (docs/spec/emissions.md §5.9). The signature is kept though it no longer matches.
 */
export function keepAccepted(
  bundle: ReputerValueBundle,
  values: ValueBundle,
  accepted: AcceptedWorkers,
): ReputerValueBundle {
  const { inferers, forecasters } = accepted;
  const infererValues = firstOf(values.infererValues, inferers);
  const rows = values.oneOutInfererForecasterValues.map(({ forecaster, oneOutInfererValues }) => ({
    worker: forecaster,
    forecaster,
    oneOutInfererValues: firstOf(oneOutInfererValues, inferers),
  }));
  const valueBundle = create(ValueBundleSchema, {
    topicId: values.topicId,
    reputerRequestNonce: values.reputerRequestNonce,
    reputer: values.reputer,
    extraData: values.extraData,
    combinedValue: values.combinedValue,
    infererValues,
    forecasterValues: firstOf(values.forecasterValues, forecasters),
    naiveValue: values.naiveValue,
    oneOutInfererValues: infererValues.length > 1 ? firstOf(values.oneOutInfererValues, inferers) : [],
    oneOutForecasterValues: firstOf(values.oneOutForecasterValues, forecasters),
    oneInForecasterValues: firstOf(values.oneInForecasterValues, forecasters),
    oneOutInfererForecasterValues: firstOf(rows, forecasters)
      .filter((row) => row.oneOutInfererValues.length > 0)
      .map(({ forecaster, oneOutInfererValues }) => ({ forecaster, oneOutInfererValues })),
  });
  return create(ReputerValueBundleSchema, { valueBundle, signature: bundle.signature, pubkey: bundle.pubkey });
}

function firstOf<E extends { readonly worker: string }>(entries: readonly E[], accepted: ReadonlySet<string>): E[] {
  const seen = new Set<string>();
  return entries.filter(({ worker }) => accepted.has(worker) && !seen.has(worker) && seen.add(worker));
}
