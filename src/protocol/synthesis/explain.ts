import { Dec } from '../decimal/index.ts';
import { RULES_V0_17, type Rules } from './rules.ts';
import type { AttributedValue, AttributedValues, LabelVector, LossBundle, RegretUsed, Synthesis } from './types.ts';
import { normaliseWeights, type Weighed, type WeightParameters, weigh } from './weigh.ts';

/** What to explain: a synthesis as computed, or put together again from what the chain published. */
export interface Explainable extends Synthesis {
  readonly topic: WeightParameters;
  /** The losses that this epoch's inferences turned out to have, once there are any. */
  readonly losses?: LossBundle | undefined;
}

/** Everything that made one actor's part in the combined inference. */
export interface ActorExplanation {
  readonly role: 'inferer' | 'forecaster';
  readonly worker: string;
  /** Its inference, or forecast-implied inference. */
  readonly values: LabelVector | undefined;
  readonly regret: Dec;
  /** True when it has no regret of its own yet and entered with the topic's initial regret. */
  readonly noPrior: boolean;
  /** Regret divided by the scale. */
  readonly normalisedRegret: Dec | undefined;
  /** Relative to the best actor, which has 1. */
  readonly weight: Dec | undefined;
  /** Its share of all weights. */
  readonly normalisedWeight: Dec | undefined;
  /** combined − one-out, per label: what its taking part moved. Undefined where there is no one-out inference. */
  readonly oneOutEffect: LabelVector | undefined;
  readonly loss: Dec | undefined;
  /** one-out loss − combined loss: above 0, the network would have been worse without it. */
  readonly oneOutLossEffect: Dec | undefined;
}

/** Every actor of an epoch: inferers, then forecasters, each ascending by address (docs/spec/synthesis.md §4, §5). */
export function explainActors(epoch: Explainable, rules: Rules = RULES_V0_17): ActorExplanation[] {
  const { inferences, regrets, losses } = epoch;
  const weighing = weighingOf(epoch, rules);
  const inferers = describe('inferer', regrets.inferers, weighing.inferers, weighing.shares.inferers, {
    own: inferences.inferers,
    oneOut: inferences.oneOutInferers,
    combined: inferences.combined,
    losses: losses?.inferers,
    oneOutLosses: losses?.oneOutInferers,
    combinedLoss: losses?.combined,
  });
  const forecasters = describe('forecaster', regrets.forecasters, weighing.forecasters, weighing.shares.forecasters, {
    own: inferences.forecasters,
    oneOut: inferences.oneOutForecasters,
    combined: inferences.combined,
    losses: losses?.forecasters,
    oneOutLosses: losses?.oneOutForecasters,
    combinedLoss: losses?.combined,
  });
  return [...inferers, ...forecasters];
}

function weighingOf({ regrets, scale, topic }: Explainable, rules: Rules) {
  const inferers = regrets.inferers.map(({ regret }) => regret);
  const forecasters = regrets.forecasters.map(({ regret }) => regret);
  if (inferers.length + forecasters.length === 0) {
    return { inferers: [], forecasters: [], shares: { inferers: [], forecasters: [] } };
  }
  const weighing = weigh(inferers, forecasters, scale, topic, rules);
  const weightsOf = (list: typeof weighing.inferers) => list.map((weighed) => weighed?.weight ?? Dec.ZERO);
  return { ...weighing, shares: normaliseWeights(weightsOf(weighing.inferers), weightsOf(weighing.forecasters)) };
}

interface Published {
  readonly own: readonly AttributedValues[];
  readonly oneOut: readonly AttributedValues[];
  readonly combined: LabelVector;
  readonly losses: readonly AttributedValue[] | undefined;
  readonly oneOutLosses: readonly AttributedValue[] | undefined;
  readonly combinedLoss: Dec | undefined;
}

function describe(
  role: ActorExplanation['role'],
  regrets: readonly RegretUsed[],
  weighed: readonly (Weighed | undefined)[],
  shares: readonly Dec[],
  published: Published,
): ActorExplanation[] {
  const own = byWorker(published.own);
  const oneOut = byWorker(published.oneOut);
  const losses = byWorker(published.losses ?? []);
  const oneOutLosses = byWorker(published.oneOutLosses ?? []);
  return regrets.map(({ worker, regret, noPrior }, index) => {
    const without = oneOut.get(worker)?.values;
    const lossWithout = oneOutLosses.get(worker)?.value;
    return {
      role,
      worker,
      values: own.get(worker)?.values,
      regret,
      noPrior,
      normalisedRegret: weighed[index]?.normalised,
      weight: weighed[index]?.weight,
      normalisedWeight: shares[index],
      oneOutEffect: without && published.combined.map((value, label) => value.sub(without[label] as Dec)),
      loss: losses.get(worker)?.value,
      oneOutLossEffect: published.combinedLoss && lossWithout?.sub(published.combinedLoss),
    };
  });
}

const byWorker = <Entry extends { readonly worker: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.worker, entry]));
