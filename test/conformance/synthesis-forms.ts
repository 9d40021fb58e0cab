import type { Dec } from '../../src/protocol/decimal/index.ts';
import type {
  AttributedValue,
  AttributedValues,
  Forecast,
  Inference,
  LossBundle,
  NetworkInferences,
  RegretMap,
  RegretMatrix,
  RegretTables,
} from '../../src/protocol/synthesis/index.ts';
import type { Output } from './compare.ts';
import { dec, type Input, type Json } from './registry.ts';

/** Reading and writing the JSON forms of the set `synthesis`; its README says what they mean. */

export const field = (value: Json | undefined, name: string): Json | undefined => (value as Input)[name];

/** A list, or nothing where the vectors write null. */
export const list = (value: Json | undefined): Json[] => (value ?? []) as Json[];

const pairs = (value: Json | undefined): [string, Dec][] =>
  list(value).map((pair) => [(pair as Json[])[0] as string, dec((pair as Json[])[1])]);

const attributed = (value: Json | undefined): AttributedValue[] =>
  pairs(value).map(([worker, number]) => ({ worker, value: number }));

export const inferences = (value: Json | undefined): Inference[] =>
  pairs(value).map(([inferer, number]) => ({ inferer, values: [number] }));

export const forecasts = (value: Json | undefined): Forecast[] =>
  list(value).map((forecast) => ({
    forecaster: field(forecast, 'forecaster') as string,
    elements: pairs(field(forecast, 'elements')).map(([inferer, number]) => ({ inferer, value: number })),
  }));

export const regretMap = (value: Json | undefined): RegretMap =>
  new Map(Object.entries((value ?? {}) as Input).map(([worker, regret]) => [worker, dec(regret)]));

const regretMatrix = (value: Json | undefined): RegretMatrix =>
  new Map(Object.entries((value ?? {}) as Input).map(([key, row]) => [key, regretMap(row)]));

export const regretTables = (value: Json | undefined): RegretTables => ({
  inferer: regretMap(field(value, 'inferer')),
  forecaster: regretMap(field(value, 'forecaster')),
  naiveInferer: regretMap(field(value, 'naive_inferer')),
  oneOutInfererInferer: regretMatrix(field(value, 'one_out_inferer_inferer')),
  oneOutInfererForecaster: regretMatrix(field(value, 'one_out_inferer_forecaster')),
  oneOutForecasterInferer: regretMatrix(field(value, 'one_out_forecaster_inferer')),
  oneOutForecasterForecaster: regretMatrix(field(value, 'one_out_forecaster_forecaster')),
  oneInForecaster: regretMatrix(field(value, 'one_in_forecaster')),
});

const mapOutput = (map: RegretMap): Output => Object.fromEntries(map);

/** Rows without an entry are not written. */
const matrixOutput = (matrix: RegretMatrix): Output =>
  Object.fromEntries([...matrix].filter(([, row]) => row.size > 0).map(([key, row]) => [key, mapOutput(row)]));

export const tablesOutput = (tables: RegretTables): Output => ({
  inferer: mapOutput(tables.inferer),
  forecaster: mapOutput(tables.forecaster),
  naive_inferer: mapOutput(tables.naiveInferer),
  one_out_inferer_inferer: matrixOutput(tables.oneOutInfererInferer),
  one_out_inferer_forecaster: matrixOutput(tables.oneOutInfererForecaster),
  one_out_forecaster_inferer: matrixOutput(tables.oneOutForecasterInferer),
  one_out_forecaster_forecaster: matrixOutput(tables.oneOutForecasterForecaster),
  one_in_forecaster: matrixOutput(tables.oneInForecaster),
});

export const lossBundle = (value: Json | undefined): LossBundle => ({
  combined: dec(field(value, 'combined_value')),
  naive: dec(field(value, 'naive_value')),
  inferers: attributed(field(value, 'inferer_values')),
  forecasters: attributed(field(value, 'forecaster_values')),
  oneOutInferers: attributed(field(value, 'one_out_inferer_values')),
  oneOutForecasters: attributed(field(value, 'one_out_forecaster_values')),
  oneInForecasters: attributed(field(value, 'one_in_forecaster_values')),
  oneOutInfererForecasters: list(field(value, 'one_out_inferer_forecaster_values')).map((row) => ({
    forecaster: field(row, 'forecaster') as string,
    losses: attributed(field(row, 'one_out_inferer_values')),
  })),
});

const valuesOutput = (values: readonly AttributedValue[]): Output => values.map(({ worker, value }) => [worker, value]);

export const lossesOutput = (losses: LossBundle): Output => ({
  combined_value: losses.combined,
  naive_value: losses.naive,
  inferer_values: valuesOutput(losses.inferers),
  forecaster_values: valuesOutput(losses.forecasters),
  one_out_inferer_values: valuesOutput(losses.oneOutInferers),
  one_out_forecaster_values: valuesOutput(losses.oneOutForecasters),
  one_in_forecaster_values: valuesOutput(losses.oneInForecasters),
  one_out_inferer_forecaster_values: losses.oneOutInfererForecasters.map((row) => ({
    forecaster: row.forecaster,
    one_out_inferer_values: valuesOutput(row.losses),
  })),
});

const vectorsOutput = (values: readonly AttributedValues[]): Output =>
  values.map(({ worker, values: [value] }) => [worker, value as Dec]);

/** Single-label families; v0.6 had no one-out-inferer-forecaster inferences, so what there is of them is a difference. */
export const familyOutput = (family: NetworkInferences): { readonly [key: string]: Output } => ({
  combined_value: family.combined[0] as Dec,
  naive_value: family.naive[0] as Dec,
  inferer_values: vectorsOutput(family.inferers),
  forecaster_values: vectorsOutput(family.forecasters),
  one_out_inferer_values: vectorsOutput(family.oneOutInferers),
  one_out_forecaster_values: vectorsOutput(family.oneOutForecasters),
  one_in_forecaster_values: vectorsOutput(family.oneInForecasters),
  one_out_inferer_forecaster_values: family.oneOutInfererForecasters.map(({ forecaster }) => forecaster),
});
