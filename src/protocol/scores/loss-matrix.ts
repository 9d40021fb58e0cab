import { Dec } from '../decimal/index.ts';
import type { AttributedValue, LossBundle } from '../synthesis/types.ts';
import type { LossComponent, LossMatrix } from './types.ts';

/** Kinds of components that have one list of workers, with the list. */
const LISTS = {
  inferer: (losses: LossBundle) => losses.inferers,
  forecaster: (losses: LossBundle) => losses.forecasters,
  oneOutInferer: (losses: LossBundle) => losses.oneOutInferers,
  oneOutForecaster: (losses: LossBundle) => losses.oneOutForecasters,
  oneInForecaster: (losses: LossBundle) => losses.oneInForecasters,
} as const;

type ListKind = keyof typeof LISTS;
type List = readonly AttributedValue[];

/**
 * Makes the losses of several reputers comparable: for each list the union of names in ascending order, and NaN for what
 * a reputer did not report (docs/spec/emissions.md §10.1). Components in order: combined, naive, inferers, forecasters,
 * one-out-inferer-forecaster (by forecaster, then inferer), one-out inferers, one-out forecasters, one-in forecasters.
 */
export function lossMatrix(bundles: readonly LossBundle[]): LossMatrix {
  const components: LossComponent[] = [{ kind: 'combined' }, { kind: 'naive' }];
  const rows: Dec[][] = bundles.map(({ combined, naive }) => [combined, naive]);
  const addList = (lists: readonly List[], component: (worker: string) => LossComponent) => {
    const workers = union(lists.map((list) => list.map(({ worker }) => worker)));
    components.push(...workers.map(component));
    for (const [index, list] of lists.entries()) rows[index]?.push(...align(workers, list));
  };
  const add = (kind: ListKind) => addList(bundles.map(LISTS[kind]), (worker) => ({ kind, worker }));
  add('inferer');
  add('forecaster');
  for (const forecaster of union(
    bundles.map(({ oneOutInfererForecasters: list }) => list.map((row) => row.forecaster)),
  )) {
    addList(
      bundles.map(
        (bundle) => bundle.oneOutInfererForecasters.find((row) => row.forecaster === forecaster)?.losses ?? [],
      ),
      (worker) => ({ kind: 'oneOutInfererForecaster', forecaster, worker }),
    );
  }
  add('oneOutInferer');
  add('oneOutForecaster');
  add('oneInForecaster');
  return { components, rows };
}

const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();

function align(workers: readonly string[], list: List): Dec[] {
  const values = new Map(list.map(({ worker, value }) => [worker, value]));
  return workers.map((worker) => values.get(worker) ?? Dec.NAN);
}
