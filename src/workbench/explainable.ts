import { Dec } from '../protocol/decimal/index.ts';
import type { AttributedValue, Explainable, RegretUsed } from '../protocol/synthesis/index.ts';
import type { LabeledValue } from '../wire/gen/emissions/v10/types_pb.ts';
import { lossesOf } from './losses-of.ts';
import type { EpochFacts } from './read-epoch.ts';
import type { Standing } from './standing.ts';

/** The epoch as the mathematics takes it, put together again from what the chain keeps and has said. */
export function explainable(facts: EpochFacts, standing: Standing): Explainable {
  const { bundle, topic } = facts;
  return {
    inferences: inferencesOf(facts),
    allInferersAreNew: standing.initialRegret.isZero(),
    regrets: {
      inferers: withRegrets(bundle.infererValues, standing.inferers),
      forecasters: withRegrets(bundle.forecasterValues, standing.forecasters),
    },
    scale: standing.scale.isZero() ? undefined : standing.scale,
    topic: { pNorm: Dec.parse(topic.pNorm), cNorm: Dec.parse(topic.cNorm), epsilon: Dec.parse(topic.epsilon) },
    losses: facts.losses && lossesOf(facts.losses),
  };
}

/** Everybody of the bundle, with the regret that was used; a single inference is not weighed, and has none. */
function withRegrets(actors: readonly { worker: string }[], used: readonly RegretUsed[]): RegretUsed[] {
  const known = new Map(used.map((entry) => [entry.worker, entry]));
  return actors.map(({ worker }) => known.get(worker) ?? { worker, regret: Dec.ZERO, noPrior: true });
}

const values = (labelled: readonly LabeledValue[]): Dec[] => labelled.map(({ value }) => Dec.parse(value));

const weights = (byActor: EpochFacts['infererWeights']): AttributedValue[] =>
  [...byActor].map(([worker, value]) => ({ worker, value }));

/** The stored family of network inferences, with the published weights. */
export function inferencesOf(facts: EpochFacts): Explainable['inferences'] {
  const { bundle } = facts;
  const own = (list: typeof bundle.infererValues) =>
    list.map((entry) => ({ worker: entry.worker, values: values(entry.values) }));
  return {
    combined: values(bundle.combinedValue),
    naive: values(bundle.naiveValue),
    inferers: own(bundle.infererValues),
    forecasters: own(bundle.forecasterValues),
    oneOutInferers: bundle.oneOutInfererValues.map((entry) => ({
      worker: entry.withheldInferer,
      values: values(entry.combinedInference),
    })),
    oneOutForecasters: bundle.oneOutForecasterValues.map((entry) => ({
      worker: entry.withheldForecaster,
      values: values(entry.combinedInference),
    })),
    oneInForecasters: bundle.oneInForecasterValues.map((entry) => ({
      worker: entry.forecaster,
      values: values(entry.combinedInference),
    })),
    oneOutInfererForecasters: bundle.oneOutInfererForecasterValues.map((entry) => ({
      forecaster: entry.forecaster,
      withheldInferer: entry.withheldInferer,
      values: values(entry.combinedInference),
    })),
    weights: { inferers: weights(facts.infererWeights), forecasters: weights(facts.forecasterWeights) },
  };
}
