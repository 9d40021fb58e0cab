import type { Dec } from '../decimal/index.ts';
import type { AttributedValue, LossReport } from '../synthesis/types.ts';

/** The module's parameters that reputer scores depend on (docs/spec/emissions.md §3). */
export interface ScoreParameters {
  readonly learningRate: Dec;
  readonly maxGradientThreshold: Dec;
  readonly gradientDescentMaxIters: bigint;
  readonly minStakeFraction: Dec;
  readonly epsilonReputer: Dec;
  readonly epsilonSafeDiv: Dec;
}

/** A reputer's accepted losses with the stake (uallo) and the listening coefficient that it has when rewards are paid. */
export interface ScoreReport extends LossReport {
  readonly listeningCoefficient: Dec;
}

/** What a component of the loss matrix is about; `worker` is the withheld or chosen one in one-out and one-in kinds. */
export type LossComponent =
  | { readonly kind: 'combined' | 'naive' }
  | {
      readonly kind: 'inferer' | 'forecaster' | 'oneOutInferer' | 'oneOutForecaster' | 'oneInForecaster';
      readonly worker: string;
    }
  | { readonly kind: 'oneOutInfererForecaster'; readonly forecaster: string; readonly worker: string };

/** Comparable loss vectors, one row per report, one column per component; what was not reported is {@link Dec.NAN}. */
export interface LossMatrix {
  readonly components: readonly LossComponent[];
  readonly rows: readonly (readonly Dec[])[];
}

/** One step of the descent for listening coefficients, for those who want to follow it (docs/spec/emissions.md §10.3). */
export interface DescentStep {
  /** Coefficients at the start of the step. */
  readonly coefficients: readonly Dec[];
  /** Scores for these coefficients. */
  readonly scores: readonly Dec[];
  /** How much the stake-weighted score would gain per unit of each coefficient. */
  readonly gradient: readonly Dec[];
  /** Share of the stake that the new coefficients, before any correction, would listen to. */
  readonly listenedFraction: Dec;
  /** Largest change of a coefficient, divided by the learning rate. */
  readonly largestGradient: Dec;
}

/** What the descent returns: the coefficients to store, and the scores at the start of its last step. */
export interface Descent {
  readonly scores: readonly Dec[];
  readonly coefficients: readonly Dec[];
  readonly steps: readonly DescentStep[];
}

/** Scores and coefficients of the reputers of an epoch, in the order of their reports. */
export interface ReputerScores {
  readonly matrix: LossMatrix;
  readonly stakes: readonly Dec[];
  readonly scores: readonly AttributedValue[];
  readonly coefficients: readonly AttributedValue[];
  readonly steps: readonly DescentStep[];
}

/** The consensus for one set of coefficients, opened up (docs/spec/emissions.md §10.2). */
export interface Consensus {
  /** Stakes cut to at most 1, in the order of the reputers. */
  readonly adjustedStakes: readonly Dec[];
  /** Adjusted-stake-weighted loss per component. */
  readonly losses: readonly Dec[];
  /** What stands in, per component, for a loss that was not reported: the smallest that was. */
  readonly standIns: readonly Dec[];
}

/** Scores of the workers of one kind (docs/spec/emissions.md §10.4). */
export interface WorkerScores {
  readonly scores: readonly AttributedValue[];
  /** True for the score 0 of an actor that is the only one: it is stored and told, but changes no EMA and no quantile. */
  readonly alone: boolean;
}

/** A forecaster's score and what it was mixed from. */
export interface ForecasterScoreParts {
  readonly worker: string;
  /** One-out loss − combined loss. */
  readonly oneOut: Dec;
  /** Naive loss − one-in loss. */
  readonly oneIn: Dec;
  readonly score: Dec;
}
