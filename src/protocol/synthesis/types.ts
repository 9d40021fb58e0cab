import type { Dec } from '../decimal/index.ts';

/** One value per label of the epoch's registry; a single-label topic has vectors of length one. */
export type LabelVector = readonly Dec[];

/** A worker's committed inference. */
export interface Inference {
  readonly inferer: string;
  readonly values: LabelVector;
}

/** A forecaster's prediction of one inferer's loss (in the space of the topic's losses, normally log10). */
export interface ForecastElement {
  readonly inferer: string;
  readonly value: Dec;
}

/** A forecaster's committed forecast; elements are used in the order in which they stand. */
export interface Forecast {
  readonly forecaster: string;
  readonly elements: readonly ForecastElement[];
}

/** Regret per actor address. A missing entry means that none is stored. */
export type RegretMap = ReadonlyMap<string, Dec>;

/** Regret maps per withheld (one-out) or chosen (one-in) actor. */
export type RegretMatrix = ReadonlyMap<string, RegretMap>;

/** The eight regret tables of a topic (docs/spec/synthesis.md §8.3). Positive regret = better than the network. */
export interface RegretTables {
  readonly inferer: RegretMap;
  readonly forecaster: RegretMap;
  readonly naiveInferer: RegretMap;
  /** [withheld inferer][inferer], the withheld one included. */
  readonly oneOutInfererInferer: RegretMatrix;
  /** [withheld inferer][forecaster]. */
  readonly oneOutInfererForecaster: RegretMatrix;
  /** [withheld forecaster][inferer]. */
  readonly oneOutForecasterInferer: RegretMatrix;
  /** [withheld forecaster][forecaster], the withheld one included. */
  readonly oneOutForecasterForecaster: RegretMatrix;
  /** [chosen forecaster][inferer or the chosen forecaster itself]. */
  readonly oneInForecaster: RegretMatrix;
}

/** What of a topic the mathematics reads (docs/spec/synthesis.md §0). */
export interface TopicParameters {
  readonly pNorm: Dec;
  readonly cNorm: Dec;
  readonly epsilon: Dec;
  readonly alphaRegret: Dec;
  /** The regret a newcomer starts from; 0 means that all inferers are new. */
  readonly initialRegret: Dec;
}

/** What of the module's parameters the mathematics reads (docs/spec/synthesis.md §0). */
export interface ModuleParameters {
  readonly epsilonSafeDiv: Dec;
  readonly initialRegretQuantile: Dec;
  readonly pNormSafeDiv: Dec;
  readonly minExperiencedWorkerRegrets: number;
  readonly inferenceOutlierDetectionThreshold: Dec;
  readonly inferenceOutlierDetectionAlpha: Dec;
}

/** A vector that belongs to one actor: its own value, or the network's without it or with it alone. */
export interface AttributedValues {
  readonly worker: string;
  readonly values: LabelVector;
}

/** A scalar that belongs to one actor: a loss, a weight, a regret. */
export interface AttributedValue {
  readonly worker: string;
  readonly value: Dec;
}

/** The implied inference of a forecaster from the inferers other than `withheldInferer`. */
export interface OneOutInfererForecasterValues {
  readonly forecaster: string;
  readonly withheldInferer: string;
  readonly values: LabelVector;
}

/** Weights of inferers and forecasters, each list in ascending order of address; the best actor has 1. */
export interface Weights {
  readonly inferers: readonly AttributedValue[];
  readonly forecasters: readonly AttributedValue[];
}

/** The regret an actor entered the synthesis with; `noPrior` says that it is the topic's initial regret. */
export interface RegretUsed {
  readonly worker: string;
  readonly regret: Dec;
  readonly noPrior: boolean;
}

/**
 * The network inference family of one epoch (docs/spec/synthesis.md §5). Lists ascend by address; the list of
 * one-out-inferer-forecaster values is forecaster-major.
 */
export interface NetworkInferences {
  readonly combined: LabelVector;
  /** Regret-weighted too, by the naive regrets, without forecasters: not the plain average. */
  readonly naive: LabelVector;
  readonly inferers: readonly AttributedValues[];
  /** Forecast-implied inferences. */
  readonly forecasters: readonly AttributedValues[];
  /** `worker` is the withheld inferer. */
  readonly oneOutInferers: readonly AttributedValues[];
  /** `worker` is the withheld forecaster. */
  readonly oneOutForecasters: readonly AttributedValues[];
  /** `worker` is the one forecaster let in. */
  readonly oneInForecasters: readonly AttributedValues[];
  readonly oneOutInfererForecasters: readonly OneOutInfererForecasterValues[];
  /**
   * Un-normalised weights of the combined inference; empty with only one inference. When all inferers are new they are
   * computed and published, but the combined inference is a plain mean.
   */
  readonly weights: Weights;
}

/** Everything synthesis needs about one topic at the close of a worker nonce. */
export interface SynthesisInput {
  readonly inferences: readonly Inference[];
  readonly forecasts: readonly Forecast[];
  /** Combined value of the topic's latest network loss bundle; undefined when there is none yet. */
  readonly previousLoss: Dec | undefined;
  readonly regrets: RegretTables;
  /** Stored regret scale of the topic; undefined or 0 when never stored. */
  readonly scale: Dec | undefined;
  readonly topic: TopicParameters;
  readonly epsilonSafeDiv: Dec;
}

/** What synthesis yields: the family, and the regrets it was made from (the chain emits them). */
export interface Synthesis {
  readonly inferences: NetworkInferences;
  readonly allInferersAreNew: boolean;
  /** Regrets behind the combined inference, in ascending order of address. */
  readonly regrets: { readonly inferers: readonly RegretUsed[]; readonly forecasters: readonly RegretUsed[] };
  /** The scale behind the combined weights: the stored one, or the one derived from the regrets; undefined with only one inference. */
  readonly scale: Dec | undefined;
}

/** Losses of a forecaster's implied inferences, per withheld inferer (`worker`). */
export interface OneOutInfererForecasterLosses {
  readonly forecaster: string;
  readonly losses: readonly AttributedValue[];
}

/** A reputer's losses, or the network's (docs/spec/synthesis.md §8.2): the shape of {@link NetworkInferences}, scalars. */
export interface LossBundle {
  readonly combined: Dec;
  readonly naive: Dec;
  readonly inferers: readonly AttributedValue[];
  readonly forecasters: readonly AttributedValue[];
  readonly oneOutInferers: readonly AttributedValue[];
  readonly oneOutForecasters: readonly AttributedValue[];
  readonly oneInForecasters: readonly AttributedValue[];
  readonly oneOutInfererForecasters: readonly OneOutInfererForecasterLosses[];
}

/** One reputer's accepted bundle and the whole stake behind that reputer (own and delegated, uallo). */
export interface LossReport {
  readonly reputer: string;
  readonly stake: bigint;
  readonly losses: LossBundle;
}
