import type { Dec } from '../decimal/index.ts';
import type { LossBundle, ModuleParameters, RegretTables, TopicParameters, Weights } from '../synthesis/types.ts';

/** How often an actor was in the rewarded set before this epoch's payout, per role. */
export interface Inclusions {
  readonly inferers: ReadonlyMap<string, bigint>;
  readonly forecasters: ReadonlyMap<string, bigint>;
}

/** The module's parameters that shape a topic's initial regret. */
export type InitialRegretParameters = Pick<
  ModuleParameters,
  'initialRegretQuantile' | 'pNormSafeDiv' | 'minExperiencedWorkerRegrets'
>;

/** What the closing of a reputer nonce hands over to the regret computation. */
export interface RegretInput {
  readonly losses: LossBundle;
  readonly previous: RegretTables;
  readonly topic: TopicParameters;
  readonly parameters: InitialRegretParameters;
  readonly inclusions: Inclusions;
  /** Normalised weights stored by the last update; only rules that leave light workers out of the scale read them. */
  readonly previousWeights?: Weights;
}

/** Everything that the closing of a reputer nonce writes (docs/spec/synthesis.md §8.3–§8.5). */
export interface RegretUpdate {
  /** Only the entries that were computed now, each to be stamped with the nonce height; see `mergeRegrets`. */
  readonly regrets: RegretTables;
  /** The topic's new initial regret; undefined when it stays. */
  readonly initialRegret: Dec | undefined;
  /** Scale to store ("latest regret stdnorm"); undefined under rules that store none. */
  readonly scale: Dec | undefined;
  /** Normalised weights to store and emit (their sum over both lists is 1 but for truncation); undefined under rules that store none. */
  readonly weights: Weights | undefined;
}
