import { Dec } from '../../src/protocol/decimal/index.ts';
import type {
  AttributedValue,
  AttributedValues,
  LossBundle,
  LossReport,
  NetworkInferences,
  RegretMap,
  RegretMatrix,
  RegretTables,
  SynthesisInput,
  TopicParameters,
} from '../../src/protocol/synthesis/index.ts';

/** The simulator's table: workers 0–4 infer, 5–7 forecast; five reputers. */

export type Row = ReadonlyMap<string, string>;

const INFERERS = [0, 1, 2, 3, 4];
const FORECASTERS = [5, 6, 7];
const REPUTERS = [0, 1, 2, 3, 4];
/** Forecasters are counted from 0 in columns that speak of forecasters only. */
const ordinal = (forecaster: number | string) => Number(forecaster) - FORECASTERS[0]!;

export function readEpochs(csv: string): Row[] {
  const [header, ...lines] = csv.trim().split('\n');
  const columns = (header as string).split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return new Map(columns.map((column, index) => [column, cells[index] as string]));
  });
}

function number(row: Row, column: string): Dec {
  const text = row.get(column);
  if (text === undefined) throw new Error(`the table has no column ${column}`);
  return Dec.parse(text);
}

const names = (workers: readonly number[]) => workers.map(String);
const entries = (workers: readonly number[], row: Row, column: (worker: string) => string): AttributedValue[] =>
  names(workers).map((worker) => ({ worker, value: number(row, column(worker)) }));

// Column names, one function per family of columns.
const own = (worker: string) => `inference_regret_worker_${worker}`;
const naive = (worker: string) => `naive_inference_regret_worker_${worker}`;
const oneOut = (worker: string, withheld: string) => `${own(worker)}_oneout_${withheld}`;
/** The chosen forecaster itself stands in the column of worker 5. */
const oneIn = (worker: string, chosen: string) => `${own(worker === chosen ? '5' : worker)}_onein_${ordinal(chosen)}`;

const tableRow = (row: Row, workers: readonly number[], column: (worker: string) => string): RegretMap =>
  new Map(entries(workers, row, column).map(({ worker, value }) => [worker, value]));
const matrix = (
  row: Row,
  keys: readonly number[],
  workers: (key: number) => readonly number[],
  column: (worker: string, key: string) => string,
): RegretMatrix =>
  new Map(keys.map((key) => [String(key), tableRow(row, workers(key), (worker) => column(worker, String(key)))]));

/** State of the regrets after an epoch. */
export const regretTables = (row: Row): RegretTables => ({
  inferer: tableRow(row, INFERERS, own),
  forecaster: tableRow(row, FORECASTERS, own),
  naiveInferer: tableRow(row, INFERERS, naive),
  oneOutInfererInferer: matrix(row, INFERERS, () => INFERERS, oneOut),
  oneOutInfererForecaster: matrix(row, INFERERS, () => FORECASTERS, oneOut),
  oneOutForecasterInferer: matrix(row, FORECASTERS, () => INFERERS, oneOut),
  oneOutForecasterForecaster: matrix(row, FORECASTERS, () => FORECASTERS, oneOut),
  oneInForecaster: matrix(row, FORECASTERS, (chosen) => [...INFERERS, chosen], oneIn),
});

/** Regret tables as columns. */
export function regretColumns(tables: RegretTables): Map<string, Dec> {
  const columns = new Map<string, Dec>();
  const put = (map: RegretMap, column: (worker: string) => string) => {
    for (const [worker, regret] of map) columns.set(column(worker), regret);
  };
  const putMatrix = (rows: RegretMatrix, column: (worker: string, key: string) => string) => {
    for (const [key, map] of rows) put(map, (worker) => column(worker, key));
  };
  put(tables.inferer, own);
  put(tables.forecaster, own);
  put(tables.naiveInferer, naive);
  putMatrix(tables.oneOutInfererInferer, oneOut);
  putMatrix(tables.oneOutInfererForecaster, oneOut);
  putMatrix(tables.oneOutForecasterInferer, oneOut);
  putMatrix(tables.oneOutForecasterForecaster, oneOut);
  putMatrix(tables.oneInForecaster, oneIn);
  return columns;
}

/** A reputer's losses; the simulator's stakes are given in whole tokens. */
export const lossReports = (row: Row): LossReport[] =>
  REPUTERS.map((reputer) => {
    const column = (what: string) => `reputer_${reputer}_loss_${what}`;
    const list = (workers: readonly number[], what: (worker: string) => string) =>
      entries(workers, row, (worker) => column(what(worker)));
    return {
      reputer: String(reputer),
      stake: number(row, `reputer_stake_${reputer}`).mul(Dec.parse('1E+25')).trunc(),
      losses: {
        combined: number(row, column('network_inference')),
        naive: number(row, column('naive_network_inference')),
        inferers: list(INFERERS, (worker) => `inference_${worker}`),
        forecasters: list(FORECASTERS, (worker) => `forecast_implied_inference_${ordinal(worker)}`),
        oneOutInferers: list(INFERERS, (worker) => `network_inference_oneout_${worker}`),
        oneOutForecasters: list(FORECASTERS, (worker) => `network_inference_oneout_${worker}`),
        oneInForecasters: list(FORECASTERS, (worker) => `naive_network_inference_onein_${ordinal(worker)}`),
        oneOutInfererForecasters: names(FORECASTERS).map((forecaster) => ({
          forecaster,
          losses: list(INFERERS, (worker) => `forecast_implied_inference_${ordinal(forecaster)}_oneout_${worker}`),
        })),
      },
    };
  });

function put<Entry extends { readonly worker: string }>(
  columns: Map<string, Dec>,
  list: readonly Entry[],
  column: (worker: string) => string,
  value: (entry: Entry) => Dec,
): void {
  for (const entry of list) columns.set(column(entry.worker), value(entry));
}

const firstOf = ({ values }: AttributedValues) => values[0] as Dec;
const scalarOf = ({ value }: AttributedValue) => value;

const forecast = (row: Row, forecaster: string) =>
  entries(INFERERS, row, (worker) => `forecasted_loss_${ordinal(forecaster)}_for_${worker}`);

/** What goes into an epoch and what comes out of it, as columns. */
export const synthesisColumns = {
  input: (row: Row, before: Row, topic: TopicParameters): SynthesisInput => ({
    inferences: names(INFERERS).map((inferer) => ({ inferer, values: [number(row, `inference_${inferer}`)] })),
    forecasts: names(FORECASTERS).map((forecaster) => ({
      forecaster,
      elements: forecast(row, forecaster).map(({ worker, value }) => ({ inferer: worker, value })),
    })),
    previousLoss: number(before, 'network_loss'),
    regrets: regretTables(before),
    scale: undefined,
    topic,
    epsilonSafeDiv: Dec.parse('1E-7'),
  }),

  output(family: NetworkInferences): Map<string, Dec> {
    const columns = new Map([
      ['network_inference', family.combined[0] as Dec],
      ['network_naive_inference', family.naive[0] as Dec],
    ]);
    put(columns, family.forecasters, (worker) => `forecast_implied_inference_${ordinal(worker)}`, firstOf);
    put(columns, family.oneOutInferers, (worker) => `network_inference_oneout_${worker}`, firstOf);
    put(columns, family.oneOutForecasters, (worker) => `network_inference_oneout_${worker}`, firstOf);
    put(columns, family.oneInForecasters, (worker) => `network_naive_inference_onein_${ordinal(worker)}`, firstOf);
    for (const { forecaster, withheldInferer, values } of family.oneOutInfererForecasters) {
      columns.set(`forecast_implied_inference_${ordinal(forecaster)}_oneout_${withheldInferer}`, values[0] as Dec);
    }
    return columns;
  },

  losses(losses: LossBundle): Map<string, Dec> {
    const columns = new Map([
      ['network_loss', losses.combined],
      ['network_naive_loss', losses.naive],
    ]);
    put(columns, losses.inferers, (worker) => `inference_loss_${worker}`, scalarOf);
    put(columns, losses.forecasters, (worker) => `forecast_implied_inference_loss_${ordinal(worker)}`, scalarOf);
    put(columns, losses.oneOutInferers, (worker) => `network_loss_oneout_${worker}`, scalarOf);
    put(columns, losses.oneOutForecasters, (worker) => `network_loss_oneout_${worker}`, scalarOf);
    put(columns, losses.oneInForecasters, (worker) => `network_naive_loss_onein_${ordinal(worker)}`, scalarOf);
    for (const { forecaster, losses: cells } of losses.oneOutInfererForecasters) {
      const stem = `forecast_implied_inference_loss_${ordinal(forecaster)}_oneout_`;
      put(columns, cells, (worker) => stem + worker, scalarOf);
    }
    return columns;
  },

  forecastedRegrets: (row: Row, before: Row): Map<string, Dec> =>
    new Map(
      names(FORECASTERS).flatMap((forecaster) =>
        forecast(row, forecaster).map(({ worker, value }): [string, Dec] => [
          `forecasted_regret_${ordinal(forecaster)}_inferer_${worker}`,
          number(before, 'network_loss').sub(value),
        ]),
      ),
    ),
};
