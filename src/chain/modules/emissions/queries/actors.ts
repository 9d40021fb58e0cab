import { Dec } from '../../../../protocol/decimal/index.ts';
import type { OffchainNode, Score, Scores } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import type { StateMap, StateSet } from '../../../store/collections.ts';
import { decAt } from '../amounts.ts';
import { state } from '../state.ts';
import { queriedTopic } from './topics.ts';

type TopicActor = readonly [topicId: bigint, actor: string];

function nodeInfo(ctx: Context, nodes: StateMap<string, OffchainNode>, address: string) {
  const node = nodes.get(ctx, address);
  if (!node) throw grpcErrors.notFound(`node ${address} not found`);
  return { nodeInfo: node };
}

/** An actor without a score has the zero score at height 0, in its own name (docs/spec/emissions.md §7.1). */
function scoreEma(ctx: Context, scores: StateMap<TopicActor, Score>, topicId: bigint, actor: string) {
  return { score: scores.get(ctx, [topicId, actor]) ?? { topicId, address: actor, score: '0' } };
}

function lowestScore(ctx: Context, scores: StateMap<bigint, Score>, topicId: bigint) {
  const score = scores.get(ctx, topicId);
  if (!score) throw grpcErrors.notFound(`no lowest score in topic ${topicId}: nobody is in the active set`);
  return { score };
}

function registered(ctx: Context, members: StateSet<TopicActor>, topicId: bigint, address: string) {
  accountAddress(address, 'actor');
  queriedTopic(ctx, topicId);
  return { isRegistered: members.has(ctx, [topicId, address]) };
}

function initialScore(ctx: Context, scores: StateMap<bigint, Dec>, topicId: bigint) {
  queriedTopic(ctx, topicId);
  return { score: decAt(ctx, scores, topicId).marshal() };
}

/**
 * The history of a topic's scores from a nonce backwards, nonce by nonce in the stored order, until `max_samples_to_scale_scores`
 * times the places of the active set are there (docs/spec/emissions.md §10.5): the last nonce is taken whole.
 */
function scoresUntil(
  ctx: Context,
  history: StateMap<readonly [topicId: bigint, nonce: bigint], Scores>,
  places: 'maxTopInferersToReward' | 'maxTopForecastersToReward',
  topicId: bigint,
  nonce: bigint,
) {
  const params = state.params.require(ctx);
  const enough = params.maxSamplesToScaleScores * params[places];
  const found: Score[] = [];
  for (const [[, height], { scores }] of history.entries(ctx, { prefix: [topicId], reverse: true })) {
    if (BigInt(found.length) >= enough) break;
    if (height <= nonce) found.push(...scores);
  }
  return { scores: found };
}

function rewardFraction(ctx: Context, fractions: StateMap<TopicActor, Dec>, topicId: bigint, actor: string) {
  const fraction = fractions.get(ctx, [topicId, actor]);
  return { rewardFraction: (fraction ?? Dec.ZERO).marshal(), notFound: fraction === undefined };
}

/** Who is registered, who owns what, and what is kept per actor (docs/spec/emissions.md §2, §16). */
export const actorQueries = {
  getWorkerNodeInfo: (ctx, { address }) => nodeInfo(ctx, state.workers, address),
  getReputerNodeInfo: (ctx, { address }) => nodeInfo(ctx, state.reputers, address),
  isWorkerRegisteredInTopicId: (ctx, { topicId, address }) => registered(ctx, state.topicWorkers, topicId, address),
  isReputerRegisteredInTopicId: (ctx, { topicId, address }) => registered(ctx, state.topicReputers, topicId, address),
  getInfererScoreEma: (ctx, { topicId, inferer }) => scoreEma(ctx, state.infererScoreEmas, topicId, inferer),
  getForecasterScoreEma: (ctx, { topicId, forecaster }) =>
    scoreEma(ctx, state.forecasterScoreEmas, topicId, forecaster),
  getReputerScoreEma: (ctx, { topicId, reputer }) => scoreEma(ctx, state.reputerScoreEmas, topicId, reputer),
  getCurrentLowestInfererScore: (ctx, { topicId }) => lowestScore(ctx, state.lowestInfererScoreEma, topicId),
  getCurrentLowestForecasterScore: (ctx, { topicId }) => lowestScore(ctx, state.lowestForecasterScoreEma, topicId),
  getCurrentLowestReputerScore: (ctx, { topicId }) => lowestScore(ctx, state.lowestReputerScoreEma, topicId),
  getPreviousTopicQuantileInfererScoreEma: (ctx, { topicId }) => ({
    value: decAt(ctx, state.previousTopicQuantileInfererScoreEma, topicId).marshal(),
  }),
  getPreviousTopicQuantileForecasterScoreEma: (ctx, { topicId }) => ({
    value: decAt(ctx, state.previousTopicQuantileForecasterScoreEma, topicId).marshal(),
  }),
  getPreviousTopicQuantileReputerScoreEma: (ctx, { topicId }) => ({
    value: decAt(ctx, state.previousTopicQuantileReputerScoreEma, topicId).marshal(),
  }),
  getTopicInitialInfererEmaScore: (ctx, { topicId }) => initialScore(ctx, state.initialInfererEmaScore, topicId),
  getTopicInitialForecasterEmaScore: (ctx, { topicId }) => initialScore(ctx, state.initialForecasterEmaScore, topicId),
  getTopicInitialReputerEmaScore: (ctx, { topicId }) => initialScore(ctx, state.initialReputerEmaScore, topicId),
  getInferenceScoresUntilBlock: (ctx, { topicId, blockHeight }) =>
    scoresUntil(ctx, state.infererScoresByBlock, 'maxTopInferersToReward', topicId, blockHeight),
  getForecastScoresUntilBlock: (ctx, { topicId, blockHeight }) =>
    scoresUntil(ctx, state.forecasterScoresByBlock, 'maxTopForecastersToReward', topicId, blockHeight),
  getWorkerInferenceScoresAtBlock: (ctx, { topicId, blockHeight }) => ({
    scores: state.infererScoresByBlock.get(ctx, [topicId, blockHeight]) ?? { scores: [] },
  }),
  getWorkerForecastScoresAtBlock: (ctx, { topicId, blockHeight }) => ({
    scores: state.forecasterScoresByBlock.get(ctx, [topicId, blockHeight]) ?? { scores: [] },
  }),
  getReputersScoresAtBlock: (ctx, { topicId, blockHeight }) => ({
    scores: state.reputerScoresByBlock.get(ctx, [topicId, blockHeight]) ?? { scores: [] },
  }),
  getCountInfererInclusionsInTopic: (ctx, { topicId, inferer }) => ({
    count: state.countInfererInclusionsInTopic.get(ctx, [topicId, inferer]) ?? 0n,
  }),
  getCountForecasterInclusionsInTopic: (ctx, { topicId, forecaster }) => ({
    count: state.countForecasterInclusionsInTopic.get(ctx, [topicId, forecaster]) ?? 0n,
  }),
  /** A reputer is listened to fully until a score says otherwise. */
  getListeningCoefficient: (ctx, { topicId, reputer }) => ({
    listeningCoefficient: {
      coefficient: (state.reputerListeningCoefficient.get(ctx, [topicId, reputer]) ?? Dec.ONE).marshal(),
    },
  }),
  getPreviousReputerRewardFraction: (ctx, { topicId, reputer }) =>
    rewardFraction(ctx, state.previousReputerRewardFraction, topicId, reputer),
  getPreviousInferenceRewardFraction: (ctx, { topicId, worker }) =>
    rewardFraction(ctx, state.previousInferenceRewardFraction, topicId, worker),
  getPreviousForecastRewardFraction: (ctx, { topicId, worker }) =>
    rewardFraction(ctx, state.previousForecastRewardFraction, topicId, worker),
} satisfies ServiceImpl<typeof QueryService>;
