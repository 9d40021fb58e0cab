import { Dec } from '../../protocol/decimal/index.ts';
import { type Distribution, distribute } from '../../protocol/rewards/index.ts';
import {
  forecasterScores,
  infererScores,
  type ReputerScores,
  reputerScores,
  type ScoreParameters,
  type WorkerScores,
} from '../../protocol/scores/index.ts';
import type { Params } from '../../wire/gen/emissions/v9/params_pb.ts';
import type { RewardInputs } from './reward-inputs.ts';

/** Scores and rewards of an epoch, computed once more. */
export interface Recomputed {
  readonly reputers: ReputerScores;
  readonly inferers: WorkerScores;
  readonly forecasters: WorkerScores;
  /** Undefined where the topic was given nothing. */
  readonly distribution: Distribution | undefined;
}

/**
 * Computes scores from the reported losses, and rewards from the scores (`docs/spec/emissions.md` §10–§11).
 * @param reward what the topic was given, uallo
 */
export function recompute(inputs: RewardInputs, reward: Dec | undefined): Recomputed {
  const { reports, networkLosses, params, topic, previous, delegatedUpon } = inputs;
  const reputers = reputerScores(reports, scoreParameters(params));
  const inferers = infererScores(networkLosses);
  const forecasters = forecasterScores(networkLosses);
  const distribution =
    reward &&
    distribute({
      ...{ reward, losses: networkLosses, inferers, forecasters, history: inputs.history },
      reputers: reputers.scores.map(({ worker, value }, index) => ({
        reputer: worker,
        score: value,
        authority: reports[index]?.stake ?? 0n,
        delegatedUpon: delegatedUpon.get(worker) ?? 0n,
      })),
      previous: {
        reputers: previous.reputer,
        inferers: previous.inferer,
        forecasters: previous.forecaster,
        forecasterRatio: inputs.forecasterRatio,
      },
      epsilon: Dec.parse(topic.epsilon),
      parameters: {
        taskRewardAlpha: Dec.parse(params.taskRewardAlpha),
        betaEntropy: Dec.parse(params.betaEntropy),
        pRewardInference: Dec.parse(params.pRewardInference),
        pRewardForecast: Dec.parse(params.pRewardForecast),
        pRewardReputer: Dec.parse(params.pRewardReputer),
        cRewardInference: Dec.parse(params.cRewardInference),
        cRewardForecast: Dec.parse(params.cRewardForecast),
      },
    });
  return { reputers, inferers, forecasters, distribution };
}

const scoreParameters = (params: Params): ScoreParameters => ({
  learningRate: Dec.parse(params.learningRate),
  maxGradientThreshold: Dec.parse(params.maxGradientThreshold),
  gradientDescentMaxIters: params.gradientDescentMaxIters,
  minStakeFraction: Dec.parse(params.minStakeFraction),
  epsilonReputer: Dec.parse(params.epsilonReputer),
  epsilonSafeDiv: Dec.parse(params.epsilonSafeDiv),
});
