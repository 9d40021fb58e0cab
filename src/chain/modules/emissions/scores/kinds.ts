import type { Dec } from '../../../../protocol/decimal/index.ts';
import type { Forecast, ReputerValueBundle, Score, Scores } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { ActorType, type Inference, type Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { StateMap, StateSet } from '../../../store/collections.ts';
import { state } from '../state.ts';

export type TopicActor = readonly [topicId: bigint, actor: string];

/** One kind of actor: what is kept of its scores, and how the kinds differ (docs/spec/emissions.md §7, §10). */
export interface ActorKind<V = unknown> {
  readonly type: ActorType;
  /** What one submits, for messages. */
  readonly submission: string;
  /** Who is in the active set of the open window. */
  readonly active: StateSet<TopicActor>;
  readonly submissions: StateMap<TopicActor, V>;
  readonly emas: StateMap<TopicActor, Score>;
  /** The lowest score of the active set. */
  readonly lowest: StateMap<bigint, Score>;
  /** Quantile of the instant scores of the epoch that was rewarded last. */
  readonly quantile: StateMap<bigint, Dec>;
  /** With which score a newcomer begins. */
  readonly initial: StateMap<bigint, Dec>;
  /** (topic, nonce) → instant scores. */
  readonly history: StateMap<readonly [topicId: bigint, nonce: bigint], Scores>;
  /** A newcomer is compared with its initial score; otherwise with 0 (the first-time quirk of §7.2). */
  readonly comparesInitial: boolean;
  /** The nonce that a submission is for. */
  nonceOf(submission: V): bigint;
  /** Size of the active set. */
  cap(params: Params): bigint;
  /** Which quantile of its active actors' scores draws the passive ones. */
  activeQuantile(topic: Topic): string;
  /** How many blocks after an epoch began its actors submit: what counts as missed depends on it (§7.4). */
  lag(topic: Topic): bigint;
}

export const inferers: ActorKind<Inference> = {
  type: ActorType.INFERER_UNSPECIFIED,
  submission: 'inference',
  active: state.activeInferers,
  submissions: state.inferences,
  emas: state.infererScoreEmas,
  lowest: state.lowestInfererScoreEma,
  quantile: state.previousTopicQuantileInfererScoreEma,
  initial: state.initialInfererEmaScore,
  history: state.infererScoresByBlock,
  comparesInitial: true,
  nonceOf: ({ blockHeight }) => blockHeight,
  cap: (params) => params.maxTopInferersToReward,
  activeQuantile: (topic) => topic.activeInfererQuantile,
  lag: () => 0n,
};

export const forecasters: ActorKind<Forecast> = {
  type: ActorType.FORECASTER,
  submission: 'forecast',
  active: state.activeForecasters,
  submissions: state.forecasts,
  emas: state.forecasterScoreEmas,
  lowest: state.lowestForecasterScoreEma,
  quantile: state.previousTopicQuantileForecasterScoreEma,
  initial: state.initialForecasterEmaScore,
  history: state.forecasterScoresByBlock,
  comparesInitial: false,
  nonceOf: ({ blockHeight }) => blockHeight,
  cap: (params) => params.maxTopForecastersToReward,
  activeQuantile: (topic) => topic.activeForecasterQuantile,
  lag: () => 0n,
};

export const reputers: ActorKind<ReputerValueBundle> = {
  type: ActorType.REPUTER,
  submission: 'reputer losses',
  active: state.activeReputers,
  submissions: state.lossBundles,
  emas: state.reputerScoreEmas,
  lowest: state.lowestReputerScoreEma,
  quantile: state.previousTopicQuantileReputerScoreEma,
  initial: state.initialReputerEmaScore,
  history: state.reputerScoresByBlock,
  comparesInitial: false,
  nonceOf: ({ valueBundle }) => valueBundle?.reputerRequestNonce?.reputerNonce?.blockHeight ?? 0n,
  cap: (params) => params.maxTopReputersToReward,
  activeQuantile: (topic) => topic.activeReputerQuantile,
  lag: (topic) => topic.groundTruthLag,
};
