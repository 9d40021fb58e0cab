export { splitReputerReward } from './delegators.ts';
export { distribute } from './distribute.ts';
export { type EntropyParameters, effectiveNumber, entropy, normaliseFractions, taskEntropy } from './entropy.ts';
export { reputerFractions, scoreFractions } from './fractions.ts';
export { REWARD_RULES_V0_6, REWARD_RULES_V0_17, type RewardRules } from './rules.ts';
export { forecastingShare, forecastingUtility, normalisationFactor, taskRewards, type UtilityInput } from './split.ts';
export {
  heaviestTopics,
  type RewardableTopic,
  reputerPercentage,
  type Treasury,
  targetWeight,
  topicFraction,
  topicRewards,
  type WeightExponents,
} from './topics.ts';
export * from './types.ts';
