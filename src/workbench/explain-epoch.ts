import { Dec } from '../protocol/decimal/index.ts';
import {
  type ActorExplanation as ActorFigures,
  type AttributedValue,
  explainActors,
  type LossBundle,
  type RegretUsed,
} from '../protocol/synthesis/index.ts';
import type { ValueBundle } from '../wire/gen/emissions/v3/types_pb.ts';
import type { LabeledValue } from '../wire/gen/emissions/v10/types_pb.ts';
import type { EpochFacts } from './read-epoch.ts';
import { whyThisWeight } from './words.ts';

/** One actor's part in an epoch: what it said, how it weighed, and why. Decimals are text, losses in the topic's loss space. */
export interface ActorExplanation {
  readonly address: string;
  readonly role: 'inferer' | 'forecaster';
  /** The inferer's inference, or the one that a forecaster's forecast implies. */
  readonly inference: string;
  /** The network's loss for this actor in this epoch; null while the reputers' window is open. */
  readonly loss: string | null;
  /** Regret that it entered the epoch with; positive is better than the network. Null while everybody is new. */
  readonly regret: string | null;
  /** It has no regret of its own yet and entered with the topic's initial one. */
  readonly newcomer: boolean;
  /** Regret divided by the scale. */
  readonly normalisedRegret: string | null;
  /** Un-normalised weight; the best actor has 1. Null while everybody is new. */
  readonly weight: string | null;
  /** Share of the sum of all weights. */
  readonly normalisedWeight: string | null;
  /** How far the network's inference moves because this actor takes part: with it minus without it. */
  readonly oneOutEffect: string | null;
  /** How much worse (above 0) the network's loss would have been without it. */
  readonly oneOutLossEffect: string | null;
  readonly why: string;
}

export interface EpochExplanation {
  readonly topicId: string;
  readonly nonce: number;
  /** Height of the block that closed the worker window and synthesised. */
  readonly closedAt: number;
  readonly combined: string;
  /** The protocol's `naive_value`: weighed by regret too, but without forecasts. Not the plain average. */
  readonly naive: string;
  readonly combinedLoss: string | null;
  readonly naiveLoss: string | null;
  /** The regret scale stored for this epoch; null when the weights' own regrets gave it. */
  readonly scale: string | null;
  readonly pNorm: string;
  readonly cNorm: string;
  /** Every inferer is new: the inference is the plain mean and nobody has a weight. */
  readonly allNew: boolean;
  readonly actors: readonly ActorExplanation[];
}

const values = (labelled: readonly LabeledValue[]): Dec[] => labelled.map(({ value }) => Dec.parse(value));
const firstText = (labelled: readonly LabeledValue[]): string => labelled[0]?.value ?? '0';
const attributed = (list: readonly { worker: string; value: string }[]): AttributedValue[] =>
  list.map(({ worker, value }) => ({ worker, value: Dec.parse(value) }));

/** Says of every actor of an epoch what it contributed and why it weighed what it weighed (`docs/spec/synthesis.md` §3–§5). */
export function explainEpoch(facts: EpochFacts): EpochExplanation {
  const { bundle, losses, topic } = facts;
  const allNew = facts.infererWeights.size === 0;
  const figures = allNew ? withoutWeights(facts) : explainActors(explainable(facts));
  const best = figures.reduce<Dec | undefined>(
    (max, { normalisedRegret }) => (normalisedRegret && (!max || normalisedRegret.gt(max)) ? normalisedRegret : max),
    undefined,
  );
  return {
    topicId: bundle.topicId.toString(),
    nonce: Number(facts.nonce),
    closedAt: Number(facts.closedAt),
    combined: firstText(bundle.combinedValue),
    naive: firstText(bundle.naiveValue),
    combinedLoss: losses?.combinedValue ?? null,
    naiveLoss: losses?.naiveValue ?? null,
    scale: facts.storedScale.isZero() ? null : facts.storedScale.marshal(),
    pNorm: topic.pNorm,
    cNorm: topic.cNorm,
    allNew,
    actors: figures.map((actor) => ({
      address: actor.worker,
      role: actor.role,
      inference: actor.values?.[0]?.marshal() ?? '',
      loss: actor.loss?.marshal() ?? null,
      regret: allNew ? null : actor.regret.marshal(),
      newcomer: actor.noPrior,
      normalisedRegret: actor.normalisedRegret?.marshal() ?? null,
      weight: actor.weight?.marshal() ?? null,
      normalisedWeight: actor.normalisedWeight?.marshal() ?? null,
      oneOutEffect: actor.oneOutEffect?.[0]?.marshal() ?? null,
      oneOutLossEffect: actor.oneOutLossEffect?.marshal() ?? null,
      why: whyThisWeight({ ...actor, allNew, best }),
    })),
  };
}

/** The epoch as the mathematics takes it, put together again from what the chain published. */
export function explainable(facts: EpochFacts): Parameters<typeof explainActors>[0] {
  const { bundle, topic } = facts;
  const used = (regrets: ReadonlyMap<string, Dec>): RegretUsed[] =>
    [...regrets].map(([worker, regret]) => ({ worker, regret, noPrior: regret.eq(facts.initialRegret) }));
  return {
    inferences: {
      ...familyOf(bundle),
      weights: {
        inferers: [...facts.infererWeights].map(([worker, value]) => ({ worker, value })),
        forecasters: [...facts.forecasterWeights].map(([worker, value]) => ({ worker, value })),
      },
    },
    allInferersAreNew: false,
    regrets: { inferers: used(facts.infererRegrets), forecasters: used(facts.forecasterRegrets) },
    scale: facts.storedScale.isZero() ? undefined : facts.storedScale,
    topic: { pNorm: Dec.parse(topic.pNorm), cNorm: Dec.parse(topic.cNorm), epsilon: Dec.parse(topic.epsilon) },
    losses: facts.losses && lossBundle(facts.losses),
  };
}

function familyOf(bundle: EpochFacts['bundle']) {
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
  };
}

function lossBundle(losses: ValueBundle): LossBundle {
  return {
    combined: Dec.parse(losses.combinedValue),
    naive: Dec.parse(losses.naiveValue),
    inferers: attributed(losses.infererValues),
    forecasters: attributed(losses.forecasterValues),
    oneOutInferers: attributed(losses.oneOutInfererValues),
    oneOutForecasters: attributed(losses.oneOutForecasterValues),
    oneInForecasters: attributed(losses.oneInForecasterValues),
    oneOutInfererForecasters: losses.oneOutInfererForecasterValues.map((entry) => ({
      forecaster: entry.forecaster,
      losses: attributed(entry.oneOutInfererValues),
    })),
  };
}

/** Everybody is new: there are inferences, effects and perhaps losses, but no regrets and weights. */
function withoutWeights(facts: EpochFacts): ActorFigures[] {
  const everybody = (entries: readonly { worker: string }[]): RegretUsed[] =>
    entries.map(({ worker }) => ({ worker, regret: Dec.ZERO, noPrior: true }));
  return explainActors({
    ...explainable(facts),
    allInferersAreNew: true,
    regrets: { inferers: everybody(facts.bundle.infererValues), forecasters: everybody(facts.bundle.forecasterValues) },
  }).map((actor) => ({ ...actor, normalisedRegret: undefined, weight: undefined, normalisedWeight: undefined }));
}
