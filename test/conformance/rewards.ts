import { Dec, gradient, quantile } from '../../src/protocol/decimal/index.ts';
import {
  effectiveNumber,
  entropy,
  forecastingShare,
  forecastingUtility,
  heaviestTopics,
  normalisationFactor,
  normaliseFractions,
  reputerFractions,
  scoreFractions,
  targetWeight,
  taskRewards,
  topicFraction,
} from '../../src/protocol/rewards/index.ts';
import {
  adjustedStakes,
  consensusLosses,
  consensusScore,
  consensusScores,
  descend,
  mixScore,
  stakeWeightedLoss,
  uniqueShare,
} from '../../src/protocol/scores/index.ts';
import { type Output, SAME_TEXT, withinSum } from './compare.ts';
import { type Adapter, dec, decs, type Input, type Json, type Registry } from './registry.ts';

const exact = (run: (input: Input, vector: Json | undefined) => Output): Adapter => ({
  agreement: SAME_TEXT,
  run: (input, vector) => run(input, vector.out),
});
/** Where a power, an exponential or a logarithm enters. */
const onExp = (run: (input: Input) => Output, largest?: (input: Input) => Dec): Adapter => ({
  agreement: withinSum(largest),
  run,
});

const rows = (value: Json | undefined): Dec[][] => (value as Json[]).map(decs);
/** An absent list is an empty one. */
const scoresOf = (input: Input): Dec[] => decs(input.infererScores ?? []);
const epsilons = (input: Input) => ({
  epsilonReputer: dec(input.epsilonReputer),
  epsilonSafeDiv: dec(input.epsilon),
});

const mapping = (input: Input) =>
  scoreFractions(decs(input.latestWorkerScores), decs(input.latestTimeStepsScores), {
    p: dec(input.pReward),
    c: dec(input.cReward),
    epsilon: dec(input.epsilon),
  });

/** The vector speaks of one reputer among all: its stake and coefficient stand somewhere in the lists. */
function adjustedStake(input: Input): Output {
  const stakes = decs(input.allStakes);
  const coefficients = decs(input.allListeningCoefficients);
  const adjusted = adjustedStakes(stakes, coefficients);
  const same = (value: Dec | undefined, text: Json | undefined) => value?.marshal() === dec(text).marshal();
  const reputer = stakes.findIndex(
    (stake, index) => same(stake, input.stake) && same(coefficients[index], input.listeningCoefficient),
  );
  return adjusted[reputer] as Dec;
}

function lossMatrix(input: Input): Output {
  const { losses, standIns } = consensusLosses(rows(input.reputersReportedLosses), decs(input.reputersAdjustedStakes));
  return { stakeWeightedLoss: losses, mostDistantValues: standIns };
}

const score = (input: Input): Output =>
  consensusScore(
    decs(input.reputerLosses),
    { losses: decs(input.consensusLosses), standIns: decs(input.mostDistantValues) },
    epsilons(input),
  );

const scores = (input: Input): Output =>
  consensusScores(rows(input.allLosses), decs(input.stakes), decs(input.allListeningCoefficients), epsilons(input));

function reputersOutput(input: Input): Output {
  const { scores: found, coefficients } = descend(
    { rows: rows(input.allLosses), stakes: decs(input.stakes), coefficients: decs(input.initialCoefficients) },
    {
      ...epsilons(input),
      learningRate: dec(input.learningRate),
      gradientDescentMaxIters: BigInt(input.gradientDescentMaxIters as number),
      minStakeFraction: dec(input.minStakeFraction),
      maxGradientThreshold: dec(input.maxGradientThreshold),
    },
  );
  return { scores: found, coefficients };
}

function utility(input: Input): Output {
  const { ratio, chi } = forecastingUtility({
    taskScore: dec(input.forecastingTaskUtilityScore),
    infererScores: scoresOf(input),
    previousRatio: dec(input.previousForecasterScoreRatio),
    alpha: dec(input.alpha),
  });
  return { chi, forecasterScoreRatio: ratio };
}

function chiAndGamma(input: Input): Output {
  const { taskScore, ratio, chi, gamma } = forecastingShare(
    { combined: dec(input.networkInferenceLoss), naive: dec(input.naiveNetworkInferenceLoss) },
    { inference: dec(input.entropyInference), forecasting: dec(input.entropyForecasting) },
    {
      infererScores: scoresOf(input),
      previousRatio: dec(input.previousForecasterScoreRatio),
      alpha: dec(input.alpha),
    },
  );
  return { chi, gamma, forecastingTaskUtilityScore: taskScore, updatedForecasterScoreRatio: ratio };
}

const tasks = (input: Input) =>
  taskRewards(
    dec(input.totalReward),
    {
      inference: dec(input.entropyInference),
      forecasting: dec(input.entropyForecasting),
      reputing: dec(input.entropyReputer),
    },
    { chi: dec(input.chi), gamma: dec(input.gamma) },
  );

/** v0.6 divided the revenue by the epoch length. */
const targetWeightV06 = (input: Input): Output =>
  targetWeight(dec(input.topicStake), dec(input.topicFeeRevenue).quo(Dec.of(input.topicEpochLength as number)), {
    stakeImportance: dec(input.stakeImportance),
    feeImportance: dec(input.feeImportance),
  });

/**
 * Equal weights stand in the vectors as an unstable sort left them; today's order is by id. So each group of equal weights is
 * compared as a set: ours are put where the vector has them.
 */
function topicOrder(input: Input, out: Json | undefined): Output {
  const weights = input.weights as { [id: string]: Json };
  const weight = (id: number) => dec(weights[String(id)]);
  const ids = input.topicIds as number[];
  const ours = heaviestTopics(ids.map((id) => ({ id: BigInt(id), weight: weight(id) }))).map(({ id }) => Number(id));
  for (const [index, id] of ours.entries()) {
    const next = ours[index + 1];
    if (next !== undefined && weight(id).eq(weight(next)) && id > next) throw new Error('equal weights are not by id');
  }
  const group = (id: number) => ours.filter((other) => weight(other).eq(weight(id)));
  return ours.map((id, index) => {
    const theirs = (out as number[])[index] as number;
    return group(id).includes(theirs) ? theirs : id;
  });
}

/** The set `rewards`: scores and reward fractions. */
export const rewards: Registry = {
  GetMappingFunctionValues: onExp((input) => mapping(input).mapped),
  GetScoreFractions: onExp((input) => mapping(input).fractions),
  CalculateReputerRewardFractions: onExp((input) =>
    reputerFractions(decs(input.stakes), decs(input.scores), dec(input.preward)),
  ),
  GetfUniqueAgg: exact((input) => uniqueShare(dec(input.numForecasters))),
  GetFinalWorkerPerformanceScore: exact((input) =>
    mixScore(dec(input.scoreOneIn), dec(input.scoreOneOut), dec(input.fUniqueAgg)),
  ),
  GetStakeWeightedLoss: exact((input) =>
    stakeWeightedLoss(decs(input.reputersReportedLosses), decs(input.reputersStakes)),
  ),
  GetStakeWeightedLossMatrix: exact(lossMatrix),
  GetConsensusScore: exact(score),
  GetAdjustedStake: exact(adjustedStake),
  GetAllConsensusScores: exact(scores),
  GetAllReputersOutput: exact(reputersOutput),
  ModifiedRewardFractions: exact((input) => normaliseFractions(decs(input.rewardFractions))),
  NumberRatio: exact((input) => effectiveNumber(decs(input.rewardFractions))),
  Entropy: onExp((input) =>
    entropy(decs(input.rewardFractionsPerActor), dec(input.numberRatio), dec(input.numParticipants), dec(input.beta)),
  ),
  Sigmoid: onExp((input) => gradient(Dec.ONE, Dec.ZERO, dec(input.x))),
  ForecastingUtility: exact(utility),
  NormalizationFactor: exact((input) =>
    normalisationFactor(dec(input.entropyInference), dec(input.entropyForecasting), dec(input.forecastingUtility)),
  ),
  GetChiAndGamma: exact(chiAndGamma),
  GetRewardForInferenceTaskInTopic: exact((input) => tasks(input).inference),
  GetRewardForForecastingTaskInTopic: exact((input) => tasks(input).forecasting),
  GetRewardForReputerTaskInTopic: exact((input) => tasks(input).reputing),
  GetTopicRewardFraction: exact((input) => topicFraction(dec(input.topicWeight), dec(input.totalWeight))),
  GetTargetWeight: onExp(targetWeightV06),
  getQuantileOfScores: exact((input) => quantile(decs(input.scores), dec(input.quantile))),
  SortTopicsByWeightDescWithRandomTiebreaker: exact(topicOrder),
};
