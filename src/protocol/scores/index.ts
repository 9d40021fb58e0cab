export {
  adjustedStakes,
  consensusLosses,
  consensusOf,
  consensusScore,
  consensusScores,
  type ScoreEpsilons,
  stakeWeightedLoss,
} from './consensus.ts';
export { initialEmaScore, type Liveness, missedEpochs, penaliseScore } from './ema.ts';
export { latestScores } from './history.ts';
export { type DescentInput, descend } from './listening.ts';
export { lossMatrix } from './loss-matrix.ts';
export { consensusBehind, reputerScores } from './reputer-scores.ts';
export { SCORE_RULES_V0_6, SCORE_RULES_V0_17, type ScoreRules } from './rules.ts';
export * from './types.ts';
export { forecasterScoreParts, forecasterScores, infererScores, mixScore, uniqueShare } from './worker-scores.ts';
