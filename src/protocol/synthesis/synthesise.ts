import { type Dec, median } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import { zeros } from './combine.ts';
import { everybody, type Family, weighSelection, weightedInference } from './family.ts';
import { forecastImplied, type ImpliedInference } from './forecast-implied.ts';
import { oneInForecasters } from './one-in.ts';
import { oneOutForecasters, oneOutInfererForecasters, oneOutInferers } from './one-out.ts';
import { RULES_V0_17, type Rules } from './rules.ts';
import type {
  Inference,
  LabelVector,
  NetworkInferences,
  RegretMap,
  RegretUsed,
  Synthesis,
  SynthesisInput,
} from './types.ts';
import { suppliedScale, type Weighed } from './weigh.ts';

/**
 * The whole network inference family of a topic at the close of a worker nonce (docs/spec/synthesis.md §2–§5).
 * Inferences and forecasts may come in any order; a later one of the same actor replaces an earlier one.
 * Errors: 76 without inferences, 43 when label vectors differ in length, 69 when nobody has a weight; decimal errors.
 */
export function synthesise(input: SynthesisInput, rules: Rules = RULES_V0_17): Synthesis {
  const only = input.inferences.at(-1);
  if (only === undefined) throw new ProtocolError('notFound', 'no inferences to synthesise');
  if (input.inferences.every(({ inferer }) => inferer === only.inferer)) {
    return withoutWeights([only], only.values, only.values, input.topic.initialRegret.isZero());
  }
  if (input.previousLoss === undefined && rules.withoutLosses === 'median') {
    const labels = labelCount(input.inferences);
    return withoutWeights(
      input.inferences,
      middle(input.inferences, labels),
      zeros(labels),
      input.topic.initialRegret.isZero(),
    );
  }
  return synthesiseFamily(input, rules);
}

/** {@link synthesise} without its special cases: the family of any number of inferences, with or without a previous loss. */
export function synthesiseFamily(input: SynthesisInput, rules: Rules): Synthesis {
  const family = familyOf(input, rules);
  const selection = everybody(family);
  const weighing = weighSelection(selection, family);
  const naive = { ...selection, infererRegrets: family.regrets.naiveInferer, forecasters: [] };
  const inferers = family.inferers.map(({ inferer }) => inferer);
  const forecasters = family.forecasters.map(({ forecaster }) => forecaster);
  return {
    inferences: {
      combined: weightedInference(selection, family, weighing),
      naive: weightedInference(naive, family),
      inferers: attributed(family.inferers),
      forecasters: family.forecasters.map(({ forecaster, values }) => ({ worker: forecaster, values })),
      oneOutInferers: oneOutInferers(family),
      oneOutForecasters: oneOutForecasters(family),
      oneInForecasters: oneInForecasters(family),
      oneOutInfererForecasters: oneOutInfererForecasters(family),
      weights: {
        inferers: weightsOf(inferers, weighing.inferers),
        forecasters: weightsOf(forecasters, weighing.forecasters),
      },
    },
    allInferersAreNew: family.allInferersAreNew,
    regrets: {
      inferers: regretsUsed(inferers, family.regrets.inferer, family.initialRegret),
      forecasters: regretsUsed(forecasters, family.regrets.forecaster, family.initialRegret),
    },
    scale: weighing.scale,
  };
}

function familyOf(input: SynthesisInput, rules: Rules): Family {
  const labels = labelCount(input.inferences);
  const inferers = sorted(input.inferences, ({ inferer }) => inferer);
  const allInferersAreNew = input.topic.initialRegret.isZero();
  const scale = rules.useStoredScale ? suppliedScale(input.scale) : undefined;
  return {
    inferers,
    forecasters: impliedInferences(input, inferers, labels, rules.storedScaleForForecasts ? scale : undefined, rules),
    labels,
    allInferersAreNew,
    regrets: input.regrets,
    initialRegret: input.topic.initialRegret,
    epsilonSafeDiv: input.epsilonSafeDiv,
    scale,
    topic: input.topic,
    rules,
  };
}

function impliedInferences(
  { forecasts, previousLoss, topic }: SynthesisInput,
  inferers: readonly Inference[],
  labels: number,
  scale: Dec | undefined,
  rules: Rules,
): ImpliedInference[] {
  if (previousLoss === undefined) return [];
  const inferences = new Map(inferers.map(({ inferer, values }) => [inferer, values]));
  const allInferersAreNew = topic.initialRegret.isZero();
  const context = { inferences, labels, previousLoss, allInferersAreNew, scale, topic, rules };
  return sorted(forecasts, ({ forecaster }) => forecaster).flatMap(
    (forecast) => forecastImplied(forecast, context) ?? [],
  );
}

/** One entry per address, the last one given, in ascending order. */
function sorted<Item>(items: readonly Item[], address: (item: Item) => string): Item[] {
  const unique = new Map(items.map((item) => [address(item), item]));
  return [...unique].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, item]) => item);
}

function labelCount(inferences: readonly Inference[]): number {
  const labels = inferences[0]?.values.length ?? 0;
  if (inferences.some(({ values }) => values.length !== labels)) {
    throw new ProtocolError('sliceLengthMismatch', 'inferences differ in their number of labels');
  }
  return labels;
}

const attributed = (inferences: readonly Inference[]) =>
  inferences.map(({ inferer, values }) => ({ worker: inferer, values }));

const weightsOf = (workers: readonly string[], weights: readonly (Weighed | undefined)[]) =>
  workers.flatMap((worker, index) => {
    const value = weights[index]?.weight;
    return value === undefined ? [] : [{ worker, value }];
  });

const regretsUsed = (workers: readonly string[], table: RegretMap, initialRegret: Dec): RegretUsed[] =>
  workers.map((worker) => {
    const stored = table.get(worker);
    return { worker, regret: stored ?? initialRegret, noPrior: stored === undefined };
  });

const middle = (inferences: readonly Inference[], labels: number): Dec[] =>
  Array.from({ length: labels }, (_, label) => median(inferences.map(({ values }) => values[label] as Dec)));

function withoutWeights(
  inferences: readonly Inference[],
  combined: LabelVector,
  naive: LabelVector,
  allInferersAreNew: boolean,
): Synthesis {
  const empty: Omit<NetworkInferences, 'combined' | 'naive' | 'inferers'> = {
    forecasters: [],
    oneOutInferers: [],
    oneOutForecasters: [],
    oneInForecasters: [],
    oneOutInfererForecasters: [],
    weights: { inferers: [], forecasters: [] },
  };
  return {
    inferences: { combined, naive, inferers: attributed(inferences), ...empty },
    allInferersAreNew,
    regrets: { inferers: [], forecasters: [] },
    scale: undefined,
  };
}
