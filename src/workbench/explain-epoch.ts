import { type Labelled, labelled, labelledBy } from '../client/labelled.ts';
import { Dec } from '../protocol/decimal/index.ts';
import {
  type ActorExplanation as ActorFigures,
  explainActors,
  RULES_V0_17,
  regretScale,
} from '../protocol/synthesis/index.ts';
import { explainable } from './explainable.ts';
import type { EpochFacts } from './read-epoch.ts';
import type { Standing } from './standing.ts';
import { whyThisWeight } from './words.ts';

/** One actor's part in an epoch: what it said, how it weighed, and why. Decimals are text, losses in the topic's loss space. */
export interface ActorExplanation {
  readonly address: string;
  readonly role: 'inferer' | 'forecaster';
  /** The inferer's inference, or the one that a forecaster's forecast implies. */
  readonly inference: Labelled;
  /** The network's loss for this actor in this epoch; null while the reputers' window is open. */
  readonly loss: string | null;
  /** Regret that it entered the epoch with; positive is better than the network. Null where nobody was weighed by regret. */
  readonly regret: string | null;
  /** It has no regret of its own yet and entered with the topic's initial one. */
  readonly newcomer: boolean;
  /** Regret divided by the scale. */
  readonly normalisedRegret: string | null;
  /** Un-normalised weight; the best actor has 1, and so has everybody who counts where nobody was weighed by regret. */
  readonly weight: string;
  /** Share of the sum of all weights. */
  readonly normalisedWeight: string;
  /** How far the network's inference moves because this actor takes part: with it minus without it. */
  readonly oneOutEffect: Labelled | null;
  /** How much worse (above 0) the network's loss would have been without it. */
  readonly oneOutLossEffect: string | null;
  readonly why: string;
}

export interface EpochExplanation {
  readonly topicId: string;
  readonly nonce: number;
  /** Height of the block that closed the worker window and synthesised. */
  readonly closedAt: number;
  readonly combined: Labelled;
  /** The protocol's `naive_value`: weighed by regret too, but without forecasts. Not the plain average. */
  readonly naive: Labelled;
  readonly combinedLoss: string | null;
  readonly naiveLoss: string | null;
  /** What regrets are divided by; null where nobody was weighed by regret. */
  readonly scale: string | null;
  /** Whether the scale is the one that the latest losses left behind, or that of the regrets of this epoch. */
  readonly scaleFrom: 'losses' | 'regrets' | null;
  readonly pNorm: string;
  readonly cNorm: string;
  /** How the weights came about: by regret; all equal, since nobody has a track record; or there was one inference only. */
  readonly weighedBy: 'regret' | 'nothing-yet' | 'only-one';
  readonly actors: readonly ActorExplanation[];
}

/** Says of every actor of an epoch what it contributed and why it weighed what it weighed (`docs/spec/synthesis.md` §3–§5). */
export function explainEpoch(facts: EpochFacts, standing: Standing): EpochExplanation {
  const { bundle, losses, topic } = facts;
  const weighedBy =
    bundle.infererValues.length === 1 ? 'only-one' : standing.initialRegret.isZero() ? 'nothing-yet' : 'regret';
  const figures = explainActors(explainable(facts, standing));
  const weighed = weighedBy === 'regret' ? figures : figures.map((actor) => equal(actor, bundle.infererValues.length));
  const best = highest(weighed);
  const named = labelledBy(topic, bundle);
  return {
    topicId: bundle.topicId.toString(),
    nonce: Number(facts.nonce),
    closedAt: Number(facts.closedAt),
    combined: labelled(topic, bundle.combinedValue),
    naive: labelled(topic, bundle.naiveValue),
    combinedLoss: losses?.combinedValue ?? null,
    naiveLoss: losses?.naiveValue ?? null,
    ...scaleOf(facts, standing, weighedBy),
    pNorm: topic.pNorm,
    cNorm: topic.cNorm,
    weighedBy,
    actors: weighed.map((actor) => ({
      address: actor.worker,
      role: actor.role,
      inference: actor.values ? named(actor.values) : '',
      loss: actor.loss?.marshal() ?? null,
      regret: weighedBy === 'regret' ? actor.regret.marshal() : null,
      newcomer: actor.noPrior,
      normalisedRegret: actor.normalisedRegret?.marshal() ?? null,
      weight: (actor.weight ?? Dec.ZERO).marshal(),
      normalisedWeight: (actor.normalisedWeight ?? Dec.ZERO).marshal(),
      oneOutEffect: actor.oneOutEffect ? named(actor.oneOutEffect) : null,
      oneOutLossEffect: actor.oneOutLossEffect?.marshal() ?? null,
      why: whyThisWeight({ ...actor, weighedBy, best }),
    })),
  };
}

/** Where nobody is weighed by regret, the inference is the plain mean of the inferers', and forecasters have no part in it. */
function equal(actor: ActorFigures, inferers: number): ActorFigures {
  const counts = actor.role === 'inferer';
  return {
    ...actor,
    normalisedRegret: undefined,
    weight: counts ? Dec.ONE : Dec.ZERO,
    normalisedWeight: counts ? Dec.ONE.quo(Dec.of(inferers)) : Dec.ZERO,
  };
}

function highest(actors: readonly ActorFigures[]): Dec | undefined {
  return actors.reduce<Dec | undefined>(
    (max, { normalisedRegret }) => (normalisedRegret && (!max || normalisedRegret.gt(max)) ? normalisedRegret : max),
    undefined,
  );
}

function scaleOf(
  { topic }: EpochFacts,
  { scale, inferers, forecasters }: Standing,
  weighedBy: EpochExplanation['weighedBy'],
): Pick<EpochExplanation, 'scale' | 'scaleFrom'> {
  if (weighedBy !== 'regret') return { scale: null, scaleFrom: null };
  if (!scale.isZero()) return { scale: scale.marshal(), scaleFrom: 'losses' };
  const regrets = [...inferers, ...forecasters].map(({ regret }) => regret);
  return {
    scale: regretScale(regrets, Dec.parse(topic.epsilon), RULES_V0_17.scale).marshal(),
    scaleFrom: 'regrets',
  };
}
