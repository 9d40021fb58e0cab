import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import type { AttributedValue, LossBundle } from '../../../../protocol/synthesis/index.ts';
import { type ValueBundle, ValueBundleSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { InputValueBundle } from '../../../../wire/gen/emissions/v9/input_pb.ts';
import type { EventValueBundleSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import { eventDec } from '../event-values.ts';

/** Stands as the reputer in what the network itself computed: the address of twenty zero bytes. */
const NETWORK_REPUTER = 'allo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqas6usy';

interface NamedText {
  readonly worker: string;
  readonly value: string;
}

const clamped = (text: string) => eventDec(Dec.parse(text));
const plain = (entries: readonly NamedText[]) => entries.map(({ worker, value }) => ({ worker, value }));
const read = (entries: readonly NamedText[]): AttributedValue[] =>
  entries.map(({ worker, value }) => ({ worker, value: Dec.parse(value) }));
const write = (entries: readonly AttributedValue[]) =>
  entries.map(({ worker, value }) => ({ worker, value: value.marshal() }));

/** A reputer's bundle as the chain stores it (`emissions.v3.ValueBundle`). */
export function storedBundle(input: InputValueBundle): ValueBundle {
  return create(ValueBundleSchema, {
    topicId: input.topicId,
    reputerRequestNonce: { reputerNonce: { blockHeight: input.reputerRequestNonce?.reputerNonce?.blockHeight ?? 0n } },
    reputer: input.reputer,
    extraData: input.extraData,
    combinedValue: input.combinedValue,
    infererValues: plain(input.infererValues),
    forecasterValues: plain(input.forecasterValues),
    naiveValue: input.naiveValue,
    oneOutInfererValues: plain(input.oneOutInfererValues),
    oneOutForecasterValues: plain(input.oneOutForecasterValues),
    oneInForecasterValues: plain(input.oneInForecasterValues),
    oneOutInfererForecasterValues: input.oneOutInfererForecasterValues.map(({ forecaster, oneOutInfererValues }) => ({
      forecaster,
      oneOutInfererValues: plain(oneOutInfererValues),
    })),
  });
}

/** The network's losses as the chain stores them. */
export function networkBundle(topicId: bigint, nonce: bigint, losses: LossBundle): ValueBundle {
  return create(ValueBundleSchema, {
    topicId,
    reputerRequestNonce: { reputerNonce: { blockHeight: nonce } },
    reputer: NETWORK_REPUTER,
    combinedValue: losses.combined.marshal(),
    infererValues: write(losses.inferers),
    forecasterValues: write(losses.forecasters),
    naiveValue: losses.naive.marshal(),
    oneOutInfererValues: write(losses.oneOutInferers),
    oneOutForecasterValues: write(losses.oneOutForecasters),
    oneInForecasterValues: write(losses.oneInForecasters),
    oneOutInfererForecasterValues: losses.oneOutInfererForecasters.map((row) => ({
      forecaster: row.forecaster,
      oneOutInfererValues: write(row.losses),
    })),
  });
}

/** What the mathematics reads of a stored bundle. */
export function lossesOf(bundle: ValueBundle): LossBundle {
  return {
    combined: Dec.parse(bundle.combinedValue),
    naive: Dec.parse(bundle.naiveValue),
    inferers: read(bundle.infererValues),
    forecasters: read(bundle.forecasterValues),
    oneOutInferers: read(bundle.oneOutInfererValues),
    oneOutForecasters: read(bundle.oneOutForecasterValues),
    oneInForecasters: read(bundle.oneInForecasterValues),
    oneOutInfererForecasters: bundle.oneOutInfererForecasterValues.map((row) => ({
      forecaster: row.forecaster,
      losses: read(row.oneOutInfererValues),
    })),
  };
}

/**
 * A bundle as events carry it: lists of values beside the lists of addresses; one row of one-out-inferer values per forecaster,
 * aligned with the inferers, NaN where the bundle has none (docs/spec/synthesis.md §11).
 */
export function eventBundle(bundle: ValueBundle): MessageInitShape<typeof EventValueBundleSchema> {
  const infererAddresses = bundle.infererValues.map((entry) => entry.worker);
  const rows = infererAddresses.length === 0 ? [] : bundle.oneOutInfererForecasterValues;
  return {
    extraData: bundle.extraData,
    combinedValue: clamped(bundle.combinedValue),
    naiveValue: clamped(bundle.naiveValue),
    infererAddresses,
    forecasterAddresses: bundle.forecasterValues.map((entry) => entry.worker),
    infererValues: texts(bundle.infererValues),
    forecasterValues: texts(bundle.forecasterValues),
    oneOutInfererValues: texts(bundle.oneOutInfererValues),
    oneOutForecasterValues: texts(bundle.oneOutForecasterValues),
    oneInForecasterValues: texts(bundle.oneInForecasterValues),
    oneOutInfererForecasterValues: rows.map((row) => {
      const byInferer = new Map(row.oneOutInfererValues.map(({ worker, value }) => [worker, clamped(value)]));
      return JSON.stringify(infererAddresses.map((inferer) => byInferer.get(inferer) ?? 'NaN'));
    }),
  };
}

function texts(entries: readonly NamedText[]): string[] {
  return entries.map((entry) => clamped(entry.value));
}
