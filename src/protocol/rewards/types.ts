import type { Dec } from '../decimal/index.ts';
import type { WorkerScores } from '../scores/types.ts';
import type { AttributedValue, LossBundle } from '../synthesis/types.ts';

/** The curve that turns a worker's score into a weight: exponent, centre, and the topic's epsilon (docs/spec/emissions.md §11.3). */
export interface MappingParameters {
  readonly p: Dec;
  readonly c: Dec;
  readonly epsilon: Dec;
}

/** Reward fractions of the workers of one kind, in the order of their scores (docs/spec/emissions.md §11.3). */
export interface ScoreFractions {
  /** Sample deviation of the history. */
  readonly sigma: Dec;
  /** M(T): φ of the scaled score, or 1 for everybody when the history hardly varies. */
  readonly mapped: readonly Dec[];
  /** M / ΣM. */
  readonly fractions: readonly Dec[];
}

/** How evenly one task's rewards are spread (docs/spec/emissions.md §11.4). */
export interface TaskEntropy {
  /** EMA of the fractions, not normalised. */
  readonly smoothed: readonly Dec[];
  /** The same, divided by its sum. */
  readonly normalised: readonly Dec[];
  /** What to store as each actor's previous fraction. */
  readonly kept: readonly Dec[];
  /** 1 / Σ f²: how many equal actors would be as concentrated. */
  readonly effectiveNumber: Dec;
  readonly entropy: Dec;
}

/** Entropies of the three tasks: F, G and H of docs/spec/emissions.md §11. */
export interface Entropies {
  readonly inference: Dec;
  readonly forecasting: Dec;
  readonly reputing: Dec;
}

/** How much the forecasting task deserves (docs/spec/emissions.md §11.5). */
export interface ForecastingShare {
  /** T_i: naive loss − combined loss. */
  readonly taskScore: Dec;
  /** τ, to be stored as the topic's forecaster score ratio. */
  readonly ratio: Dec;
  readonly chi: Dec;
  readonly gamma: Dec;
}

/** A topic's reward, split among its tasks: U, V and W of docs/spec/emissions.md §11.6. */
export interface TaskRewards {
  readonly inference: Dec;
  readonly forecasting: Dec;
  readonly reputing: Dec;
}

/** The delegators' part of a reputer's reward (docs/spec/emissions.md §11.7). */
export interface ReputerReward {
  /** What the reputer keeps, not truncated. */
  readonly own: Dec;
  /** Whole uallo for those who delegated. */
  readonly delegators: bigint;
  /** What to add to the reward per share; undefined when the part is 0. */
  readonly perShare: Dec | undefined;
}

/** A reputer as rewards see it: its score of the epoch, stakes in uallo now. */
export interface RewardedReputer {
  readonly reputer: string;
  readonly score: Dec;
  /** Whole stake behind the reputer, own and delegated. */
  readonly authority: bigint;
  readonly delegatedUpon: bigint;
}

/** Previous reward fractions per actor; an actor without an entry has no prior one. */
export type PreviousFractions = ReadonlyMap<string, Dec>;

/** The module's parameters that rewards depend on (docs/spec/emissions.md §3). */
export interface RewardParameters {
  readonly taskRewardAlpha: Dec;
  readonly betaEntropy: Dec;
  readonly pRewardInference: Dec;
  readonly pRewardForecast: Dec;
  readonly pRewardReputer: Dec;
  readonly cRewardInference: Dec;
  readonly cRewardForecast: Dec;
}

/** Everything that the distribution of one topic's reward depends on. */
export interface DistributionInput {
  /** E: what the topic has to give, uallo. */
  readonly reward: Dec;
  readonly losses: Pick<LossBundle, 'combined' | 'naive'>;
  readonly reputers: readonly RewardedReputer[];
  readonly inferers: WorkerScores;
  readonly forecasters: WorkerScores;
  /** Newest scores of the topic, those of this epoch included (docs/spec/emissions.md §10.5). */
  readonly history: { readonly inferers: readonly Dec[]; readonly forecasters: readonly Dec[] };
  readonly previous: {
    readonly reputers: PreviousFractions;
    readonly inferers: PreviousFractions;
    readonly forecasters: PreviousFractions;
    /** τ of the last epoch; 0 when none is stored. */
    readonly forecasterRatio: Dec;
  };
  /** Epsilon of the topic. */
  readonly epsilon: Dec;
  readonly parameters: RewardParameters;
}

/** One task of a distribution: who gets what, and why. Lists are in the order of the actors. */
export interface TaskDistribution {
  readonly fractions: readonly Dec[];
  /** Undefined for forecasters that are not counted: there are none, or there is only one inferer. */
  readonly entropy: TaskEntropy | undefined;
  /** Deviation and mapped scores; undefined for reputers, whose fractions come from stake and score. */
  readonly mapping: ScoreFractions | undefined;
  readonly rewards: readonly AttributedValue[];
  /** Previous fractions to store. */
  readonly kept: readonly AttributedValue[];
}

/** The distribution of one topic's reward (docs/spec/emissions.md §11.2), with all that led to it. */
export interface Distribution {
  readonly reputers: TaskDistribution & { readonly split: readonly (ReputerReward & { readonly reputer: string })[] };
  readonly inferers: TaskDistribution;
  readonly forecasters: TaskDistribution;
  readonly entropies: Entropies;
  readonly share: ForecastingShare;
  readonly tasks: TaskRewards;
}
