import { Dec } from '../../../../protocol/decimal/index.ts';
import {
  type Distribution,
  distribute,
  type PreviousFractions,
  type RewardParameters,
} from '../../../../protocol/rewards/index.ts';
import type { AttributedValue } from '../../../../protocol/synthesis/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { EventForecastTaskScoreSetSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { decAt } from '../amounts.ts';
import { lossesOf } from '../epochs/loss-bundles.ts';
import { errors } from '../errors.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { type EpochScores, scoreEpoch } from '../scores/epoch-scores.ts';
import { recentScores } from '../scores/history.ts';
import { forecasters, inferers } from '../scores/kinds.ts';
import type { ScoredEpoch } from '../scores/record.ts';
import { authorityOf, delegatedUpon } from '../stake/books.ts';
import { distributeToDelegators } from '../stake/rewards.ts';
import { state } from '../state.ts';
import { addMonthlyRewards } from './month.ts';
import { payOut } from './pay-out.ts';

type Fractions = StateMap<readonly [topicId: bigint, actor: string], Dec>;

/**
 * Scores an epoch's participants and pays them the topic's reward (docs/spec/emissions.md §11.2–§11.8).
 * @param reward uallo
 * Errors: 56 without losses of reputers, and those of the mathematics.
 */
export function rewardTopic(ctx: Context, bank: BankKeeper, epoch: ScoredEpoch, reward: Dec): void {
  const { topic, nonce } = epoch;
  const reported = state.allLossBundles.get(ctx, [topic.id, nonce]);
  const network = state.networkLossBundles.get(ctx, [topic.id, nonce]);
  if (!reported || !network || reported.reputerValueBundles.length === 0) {
    throw errors.ErrInvalidReward(`no losses for nonce ${nonce}`);
  }
  const losses = lossesOf(network);
  const scores = scoreEpoch(ctx, epoch, reported, losses);
  const distribution = distributionOf(ctx, epoch, scores, losses, reward);
  keepFractions(ctx, topic.id, distribution);
  emit(ctx, EventForecastTaskScoreSetSchema, {
    topicId: topic.id,
    score: eventDec(distribution.share.taskScore),
    nonceBlockHeight: nonce,
  });
  state.previousForecasterScoreRatio.set(ctx, topic.id, distribution.share.ratio);
  for (const { reputer, delegators } of distribution.reputers.split) {
    distributeToDelegators(ctx, topic.id, reputer, delegators, bank);
  }
  const complete = payOut(ctx, bank, topic.id, nonce, distribution);
  if (complete) addMonthlyRewards(ctx, distribution.tasks.reputing, reward);
}

function distributionOf(
  ctx: Context,
  { topic, params, nonce }: ScoredEpoch,
  scores: EpochScores,
  losses: { readonly combined: Dec; readonly naive: Dec },
  reward: Dec,
): Distribution {
  const previous = (fractions: Fractions, actors: readonly AttributedValue[]) =>
    readFractions(ctx, fractions, topic.id, actors);
  return distribute({
    reward,
    losses,
    reputers: scores.reputers.map(({ worker, value }) => ({
      reputer: worker,
      score: value,
      authority: authorityOf(ctx, topic.id, worker),
      delegatedUpon: delegatedUpon(ctx, topic.id, worker),
    })),
    inferers: scores.inferers,
    forecasters: scores.forecasters,
    history: {
      inferers: recentScores(ctx, inferers, params, topic.id, nonce),
      forecasters: recentScores(ctx, forecasters, params, topic.id, nonce),
    },
    previous: {
      reputers: previous(state.previousReputerRewardFraction, scores.reputers),
      inferers: previous(state.previousInferenceRewardFraction, scores.inferers.scores),
      forecasters: previous(state.previousForecastRewardFraction, scores.forecasters.scores),
      forecasterRatio: decAt(ctx, state.previousForecasterScoreRatio, topic.id),
    },
    epsilon: Dec.parse(topic.epsilon),
    parameters: rewardParameters(params),
  });
}

function readFractions(
  ctx: Context,
  fractions: Fractions,
  topicId: bigint,
  actors: readonly AttributedValue[],
): PreviousFractions {
  const known = new Map<string, Dec>();
  for (const { worker } of actors) {
    const fraction = fractions.get(ctx, [topicId, worker]);
    if (fraction) known.set(worker, fraction);
  }
  return known;
}

function keepFractions(ctx: Context, topicId: bigint, { reputers, inferers, forecasters }: Distribution): void {
  const keep = (fractions: Fractions, kept: readonly AttributedValue[]) => {
    for (const { worker, value } of kept) fractions.set(ctx, [topicId, worker], value);
  };
  keep(state.previousReputerRewardFraction, reputers.kept);
  keep(state.previousInferenceRewardFraction, inferers.kept);
  keep(state.previousForecastRewardFraction, forecasters.kept);
}

function rewardParameters(params: Params): RewardParameters {
  return {
    taskRewardAlpha: Dec.parse(params.taskRewardAlpha),
    betaEntropy: Dec.parse(params.betaEntropy),
    pRewardInference: Dec.parse(params.pRewardInference),
    pRewardForecast: Dec.parse(params.pRewardForecast),
    pRewardReputer: Dec.parse(params.pRewardReputer),
    cRewardInference: Dec.parse(params.cRewardInference),
    cRewardForecast: Dec.parse(params.cRewardForecast),
  };
}
