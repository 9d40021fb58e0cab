import { Dec } from '../../../../protocol/decimal/index.ts';
import {
  forecasterScores,
  infererScores,
  reputerScores,
  type ScoreParameters,
  type WorkerScores,
} from '../../../../protocol/scores/index.ts';
import type { AttributedValue, LossBundle } from '../../../../protocol/synthesis/index.ts';
import type { ReputerValueBundles } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { EventListeningCoefficientsSetSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import { lossesOf } from '../epochs/loss-bundles.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { authorityOf } from '../stake/books.ts';
import { state } from '../state.ts';
import { forecasters, inferers, reputers } from './kinds.ts';
import { recordScores, type ScoredEpoch } from './record.ts';

/** The instant scores of an epoch, each list in ascending order of address. */
export interface EpochScores {
  readonly reputers: readonly AttributedValue[];
  readonly inferers: WorkerScores;
  readonly forecasters: WorkerScores;
}

/**
 * Scores everybody who took part in an epoch, reputers first, and books the scores (docs/spec/emissions.md §10).
 * @param reported the losses that the reputers submitted
 * @param losses the network's losses
 * Errors as of the mathematics; what was booked before one stays.
 */
export function scoreEpoch(
  ctx: Context,
  epoch: ScoredEpoch,
  reported: ReputerValueBundles,
  losses: LossBundle,
): EpochScores {
  const ofReputers = scoreReputers(ctx, epoch, reported);
  const ofInferers = infererScores(losses);
  recordScores(ctx, inferers, epoch, ofInferers.scores, ofInferers.alone);
  const ofForecasters = forecasterScores(losses);
  recordScores(ctx, forecasters, epoch, ofForecasters.scores, ofForecasters.alone);
  return { reputers: ofReputers, inferers: ofInferers, forecasters: ofForecasters };
}

/** By the stake that is behind the reputers now, and the coefficients of the epoch before. */
function scoreReputers(ctx: Context, epoch: ScoredEpoch, reported: ReputerValueBundles): readonly AttributedValue[] {
  const topicId = epoch.topic.id;
  const reports = reported.reputerValueBundles.flatMap(({ valueBundle }) => {
    if (!valueBundle) return [];
    const { reputer } = valueBundle;
    return {
      reputer,
      stake: authorityOf(ctx, topicId, reputer),
      listeningCoefficient: listeningCoefficient(ctx, topicId, reputer),
      losses: lossesOf(valueBundle),
    };
  });
  const { scores, coefficients } = reputerScores(reports, scoreParameters(epoch.params));
  for (const { worker, value } of coefficients) state.reputerListeningCoefficient.set(ctx, [topicId, worker], value);
  recordScores(ctx, reputers, epoch, scores);
  emit(ctx, EventListeningCoefficientsSetSchema, {
    actorType: reputers.type,
    topicId,
    blockHeight: epoch.nonce,
    addresses: coefficients.map(({ worker }) => worker),
    coefficients: coefficients.map(({ value }) => eventDec(value)),
  });
  return scores;
}

/** A reputer is listened to fully until its losses say otherwise. */
export function listeningCoefficient(ctx: Context, topicId: bigint, reputer: string): Dec {
  return state.reputerListeningCoefficient.get(ctx, [topicId, reputer]) ?? Dec.ONE;
}

function scoreParameters(params: Params): ScoreParameters {
  return {
    learningRate: Dec.parse(params.learningRate),
    maxGradientThreshold: Dec.parse(params.maxGradientThreshold),
    gradientDescentMaxIters: params.gradientDescentMaxIters,
    minStakeFraction: Dec.parse(params.minStakeFraction),
    epsilonReputer: Dec.parse(params.epsilonReputer),
    epsilonSafeDiv: Dec.parse(params.epsilonSafeDiv),
  };
}
