import * as tx from '../../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { cast, type Dice } from '../cast.ts';
import { typed } from '../step.ts';
import type { Move } from './everyday.ts';

type Values = Record<string, readonly unknown[]>;

/** Parameters that a network might change. Those that bound what is there already only ever rise. */
const CHANGES: readonly ((dice: Dice) => Values)[] = [
  (dice) => ({ dataSendingFee: [dice.pick(['0', '10', '25'])], registrationFee: [dice.pick(['0', '200'])] }),
  (dice) => ({ createTopicFee: [dice.pick(['1000', '75000'])] }),
  (dice) => ({ removeStakeDelayWindow: [BigInt(dice.int(0, 20))] }),
  (dice) => ({ minTopicWeight: [dice.pick(['1', '100', '20000'])] }),
  (dice) => ({ requiredMinimumStake: [dice.pick(['10000', '20000'])] }),
  (dice) => ({ halfMaxProcessStakeRemovalsEndBlock: [BigInt(dice.pick([1, 2, 40]))] }),
  (dice) => ({ minEpochLengthRecordLimit: [BigInt(dice.int(0, 3))] }),
  (dice) => ({ taskRewardAlpha: [dice.pick(['0.1', '0.9'])], betaEntropy: [dice.pick(['0', '0.25', '1'])] }),
  (dice) => ({ maxUnfulfilledWorkerRequests: [BigInt(dice.pick([2, 100]))] }),
  (dice) => ({ maxUnfulfilledReputerRequests: [BigInt(dice.pick([2, 100]))] }),
  (dice) => ({ maxEpochLabelRegistrySize: [BigInt(dice.pick([3, 32_768]))] }),
  (dice) => ({ maxElementsPerForecast: [BigInt(dice.pick([1, 3, 12]))] }),
  (dice) => ({ minEpochLength: [BigInt(dice.pick([5, 15]))] }),
  (dice) => ({ blocksPerMonth: [BigInt(dice.pick([50, 70, 120]))] }),
  (dice) => ({ validatorsVsAlloraPercentReward: [dice.pick(['0', '0.25', '1'])] }),
  (dice) => ({ pRewardReputer: [dice.pick(['1', '3'])], epsilonReputer: [dice.pick(['0.01', '0.1'])] }),
  (dice) => ({ maxSamplesToScaleScores: [BigInt(dice.pick([1, 2, 10]))] }),
  (dice) => ({ topicRewardStakeImportance: [dice.pick(['0', '0.5', '1'])] }),
  (dice) => ({ globalWorkerWhitelistEnabled: [dice.chance(0.5)], globalWhitelistEnabled: [dice.chance(0.7)] }),
  (dice) => ({ globalReputerWhitelistEnabled: [dice.chance(0.5)] }),
  () => ({ maxTopInferersToReward: [5n], maxTopForecastersToReward: [3n], maxActiveTopicsPerBlock: [2n] }),
  () => ({ maxTopReputersToReward: [4n], cNorm: ['0.9'], version: [] }),
];

/** What nobody would do: values at the ends of what is allowed. */
const WILD: readonly ((dice: Dice) => Values)[] = [
  (dice) => ({ maxTopInferersToReward: [BigInt(dice.int(0, 4))] }),
  (dice) => ({ maxTopForecastersToReward: [BigInt(dice.int(0, 2))], maxTopReputersToReward: [BigInt(dice.int(0, 3))] }),
  (dice) => ({ maxActiveTopicsPerBlock: [BigInt(dice.int(0, 2))], minTopicWeight: ['0'] }),
  (dice) => ({ blocksPerMonth: [dice.pick([1n, 1n << 63n])] }),
  (dice) => ({ topicRewardAlpha: [dice.pick(['1E-30', '0.999999'])] }),
  (dice) => ({ topicRewardFeeRevenueImportance: [dice.pick(['0', '1'])] }),
  (dice) => ({ pRewardInference: [dice.pick(['1E-20', '50'])], cRewardForecast: [dice.pick(['1E-20', '90'])] }),
  (dice) => ({ pRewardReputer: [dice.pick(['1E-20', '50'])], betaEntropy: ['1'] }),
  (dice) => ({ learningRate: [dice.pick(['1E-20', '0.999'])], gradientDescentMaxIters: [1n], minStakeFraction: ['1'] }),
  (dice) => ({ epsilonReputer: [dice.pick(['1E-30', '1000'])], epsilonSafeDiv: [dice.pick(['1E-30', '1'])] }),
  (dice) => ({ pNormSafeDiv: [dice.pick(['1E-10', '1000'])], initialRegretQuantile: [dice.pick(['0', '1'])] }),
  (dice) => ({ inferenceOutlierDetectionThreshold: ['0'], inferenceOutlierDetectionAlpha: [dice.pick(['0', '1'])] }),
  (dice) => ({ lambdaInitialScore: [dice.pick(['0', '1000'])], taskRewardAlpha: [dice.pick(['1E-30', '0.999'])] }),
  (dice) => ({ maxSamplesToScaleScores: [1n << 62n], minExperiencedWorkerRegrets: [dice.pick([0n, 1n << 62n])] }),
  (dice) => ({ maxUnfulfilledReputerRequests: [BigInt(dice.int(0, 2))] }),
  (dice) => ({ minEpochLengthRecordLimit: [dice.pick([0n, 1n << 62n])], maxElementsPerForecast: [0n] }),
  (dice) => ({ removeStakeDelayWindow: [dice.pick([0n, 1n << 62n])], requiredMinimumStake: ['0'] }),
  (dice) => ({ dataSendingFee: [dice.pick(['1', `${10n ** 30n}`])] }),
  (dice) => ({ maxSerializedMsgLength: [dice.pick([800n, 1_000_000n, 1_000_000n])] }),
  (dice) => ({ halfMaxProcessStakeRemovalsEndBlock: [(1n << 64n) - 1n], maxStringLength: [dice.pick([0n, 255n])] }),
];

export const updateParams: Move = ({ wild }, dice) => {
  const { address: sender } = cast.admin;
  const params = dice.pick(wild && dice.chance(0.7) ? WILD : CHANGES)(dice);
  return { signer: cast.admin, messages: [typed(tx.UpdateParamsRequestSchema, { sender, params } as never)] };
};
