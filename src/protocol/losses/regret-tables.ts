import { Dec, ema } from '../decimal/index.ts';
import type { Rules } from '../synthesis/rules.ts';
import type {
  AttributedValue,
  LossBundle,
  RegretMap,
  RegretMatrix,
  RegretTables,
  TopicParameters,
} from '../synthesis/types.ts';

/**
 * One regret: alpha·(reference − own loss) + (1 − alpha)·previous (docs/spec/synthesis.md §8.3).
 * Errors: math 6 on NaN.
 */
export const regretOf = (reference: Dec, own: Dec, previous: Dec, alpha: Dec): Dec =>
  ema(alpha, reference.sub(own), previous, false);

type Update = (reference: Dec, losses: readonly AttributedValue[], previous: RegretMap | undefined) => RegretMap;

/** An actor without a stored regret starts from the topic's initial regret, not from its first difference. */
const updater =
  ({ alphaRegret, initialRegret }: TopicParameters): Update =>
  (reference, losses, previous) =>
    new Map(
      losses.map(({ worker, value }) => [
        worker,
        regretOf(reference, value, previous?.get(worker) ?? initialRegret, alphaRegret),
      ]),
    );

/** One row per reference entry, which its key names. */
const matrix = (
  references: readonly AttributedValue[],
  row: (reference: Dec, key: string) => RegretMap,
): RegretMatrix => new Map(references.map(({ worker, value }) => [worker, row(value, worker)]));

/** Every table's entries that follow from a network loss bundle, in the order of docs/spec/synthesis.md §8.3. */
export function updatedTables(
  losses: LossBundle,
  previous: RegretTables,
  topic: TopicParameters,
  rules: Rules,
): RegretTables {
  const update = updater(topic);
  const { combined, naive, inferers, forecasters, oneOutInferers, oneOutForecasters, oneInForecasters } = losses;
  return {
    inferer: update(combined, inferers, previous.inferer),
    forecaster: update(combined, forecasters, previous.forecaster),
    naiveInferer: update(naive, inferers, previous.naiveInferer),
    oneOutInfererInferer: matrix(oneOutInferers, (reference, withheld) =>
      update(reference, inferers, previous.oneOutInfererInferer.get(withheld)),
    ),
    oneOutInfererForecaster: matrix(oneOutInferers, (reference, withheld) =>
      update(reference, cellsWithout(withheld, losses, rules), previous.oneOutInfererForecaster.get(withheld)),
    ),
    oneOutForecasterInferer: matrix(oneOutForecasters, (reference, withheld) =>
      update(reference, inferers, previous.oneOutForecasterInferer.get(withheld)),
    ),
    oneOutForecasterForecaster: matrix(oneOutForecasters, (reference, withheld) =>
      update(reference, forecasters, previous.oneOutForecasterForecaster.get(withheld)),
    ),
    oneInForecaster: matrix(oneInForecasters, (reference, chosen) =>
      update(reference, [...inferers, ...selfEntry(chosen, forecasters, rules)], previous.oneInForecaster.get(chosen)),
    ),
  };
}

/** Forecasters' losses without one inferer: one per row of the bundle, whatever forecaster losses there are. */
const cellsWithout = (withheld: string, { oneOutInfererForecasters: rows }: LossBundle, rules: Rules) =>
  rows.flatMap(({ forecaster, losses }) => orMissing(forecaster, lossOf(withheld, losses), rules));

const selfEntry = (chosen: string, forecasters: readonly AttributedValue[], rules: Rules) =>
  orMissing(chosen, lossOf(chosen, forecasters), rules);

const lossOf = (worker: string, losses: readonly AttributedValue[]) =>
  losses.find((loss) => loss.worker === worker)?.value;

function orMissing(worker: string, value: Dec | undefined, { missingLoss }: Rules): AttributedValue[] {
  if (value === undefined && missingLoss === 'keep') return [];
  return [{ worker, value: value ?? Dec.ZERO }];
}

const mergeMaps = (previous: RegretMap | undefined, updated: RegretMap): RegretMap =>
  new Map([...(previous ?? []), ...updated]);

const mergeMatrices = (previous: RegretMatrix, updated: RegretMatrix): RegretMatrix =>
  new Map([...previous, ...[...updated].map(([key, row]) => [key, mergeMaps(previous.get(key), row)] as const)]);

/** The tables after an update: the entries of `updated` over those of `previous`. */
export function mergeRegrets(previous: RegretTables, updated: RegretTables): RegretTables {
  return {
    inferer: mergeMaps(previous.inferer, updated.inferer),
    forecaster: mergeMaps(previous.forecaster, updated.forecaster),
    naiveInferer: mergeMaps(previous.naiveInferer, updated.naiveInferer),
    oneOutInfererInferer: mergeMatrices(previous.oneOutInfererInferer, updated.oneOutInfererInferer),
    oneOutInfererForecaster: mergeMatrices(previous.oneOutInfererForecaster, updated.oneOutInfererForecaster),
    oneOutForecasterInferer: mergeMatrices(previous.oneOutForecasterInferer, updated.oneOutForecasterInferer),
    oneOutForecasterForecaster: mergeMatrices(previous.oneOutForecasterForecaster, updated.oneOutForecasterForecaster),
    oneInForecaster: mergeMatrices(previous.oneInForecaster, updated.oneInForecaster),
  };
}

/** Tables of a topic without any regret yet. */
export const emptyRegrets = (): RegretTables => ({
  inferer: new Map(),
  forecaster: new Map(),
  naiveInferer: new Map(),
  oneOutInfererInferer: new Map(),
  oneOutInfererForecaster: new Map(),
  oneOutForecasterInferer: new Map(),
  oneOutForecasterForecaster: new Map(),
  oneInForecaster: new Map(),
});
