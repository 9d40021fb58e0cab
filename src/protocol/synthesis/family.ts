import type { Dec } from '../decimal/index.ts';
import { plainMean, weightedMean } from './combine.ts';
import type { ImpliedInference } from './forecast-implied.ts';
import type { Rules } from './rules.ts';
import type { Inference, LabelVector, RegretMap, RegretTables } from './types.ts';
import { type Weighed, type Weighing, type WeightParameters, weigh } from './weigh.ts';

/** What every member of one epoch's network inference family is made from. */
export interface Family {
  /** Ascending by address. */
  readonly inferers: readonly Inference[];
  /** Forecasters that obtained an implied inference, ascending by address. */
  readonly forecasters: readonly ImpliedInference[];
  readonly labels: number;
  readonly allInferersAreNew: boolean;
  readonly regrets: RegretTables;
  readonly initialRegret: Dec;
  readonly epsilonSafeDiv: Dec;
  /** Supplied scale; undefined: each member derives its own. */
  readonly scale: Dec | undefined;
  readonly topic: WeightParameters;
  readonly rules: Rules;
}

/** A forecaster in a member of the family; without values it shapes the weights but not the sum. */
export interface Participant {
  readonly forecaster: string;
  readonly values: LabelVector | undefined;
}

/** Who takes part in a member of the family, and the regrets it is weighed by. */
export interface Selection {
  readonly inferers: readonly Inference[];
  readonly infererRegrets: RegretMap | undefined;
  readonly forecasters: readonly Participant[];
  readonly forecasterRegrets: RegretMap | undefined;
}

/** Weights of a selection; an actor without a stored regret enters with the topic's initial regret. */
export function weighSelection(selection: Selection, family: Family): Weighing {
  const regret = (table: RegretMap | undefined, worker: string) => table?.get(worker) ?? family.initialRegret;
  return weigh(
    selection.inferers.map(({ inferer }) => regret(selection.infererRegrets, inferer)),
    selection.forecasters.map(({ forecaster }) => regret(selection.forecasterRegrets, forecaster)),
    family.scale,
    family.topic,
    family.rules,
  );
}

/** One member of the family: the weighted inference of a selection (docs/spec/synthesis.md §5). */
export function weightedInference(selection: Selection, family: Family, weighing?: Weighing): LabelVector {
  const { labels, epsilonSafeDiv, rules } = family;
  if (family.allInferersAreNew) {
    const vectors = selection.inferers.map(({ values }) => values);
    return plainMean(vectors, labels, epsilonSafeDiv, rules);
  }
  const weights = weighing ?? weighSelection(selection, family);
  const contributions = [
    ...contributionsOf(selection.inferers, weights.inferers),
    ...contributionsOf(selection.forecasters, weights.forecasters),
  ];
  return weightedMean(contributions, labels, epsilonSafeDiv, rules);
}

function contributionsOf(
  actors: readonly { readonly values: LabelVector | undefined }[],
  weights: readonly (Weighed | undefined)[],
) {
  return actors.flatMap(({ values }, index) => {
    const weighed = weights[index];
    return values === undefined || weighed === undefined ? [] : [{ values, weight: weighed.weight }];
  });
}

/** Everybody, by the plain regrets: the combined inference. */
export const everybody = ({ inferers, forecasters, regrets }: Family): Selection => ({
  inferers,
  infererRegrets: regrets.inferer,
  forecasters,
  forecasterRegrets: regrets.forecaster,
});
