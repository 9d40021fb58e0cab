import * as tx from '../../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import type { Typed } from '../../../../../src/wire/index.ts';
import { cast, type Dice } from '../cast.ts';
import { type Step, typed } from '../step.ts';
import type { World } from '../world.ts';
import type { Move } from './everyday.ts';

/** Messages about one address of one list. */
const single = [
  tx.AddToWhitelistAdminRequestSchema,
  tx.RemoveFromWhitelistAdminRequestSchema,
  tx.AddToGlobalWhitelistRequestSchema,
  tx.RemoveFromGlobalWhitelistRequestSchema,
  tx.AddToGlobalWorkerWhitelistRequestSchema,
  tx.RemoveFromGlobalWorkerWhitelistRequestSchema,
  tx.AddToGlobalReputerWhitelistRequestSchema,
  tx.RemoveFromGlobalReputerWhitelistRequestSchema,
  tx.AddToGlobalAdminWhitelistRequestSchema,
  tx.RemoveFromGlobalAdminWhitelistRequestSchema,
  tx.AddToTopicCreatorWhitelistRequestSchema,
  tx.RemoveFromTopicCreatorWhitelistRequestSchema,
  tx.AddToTopicWorkerWhitelistRequestSchema,
  tx.RemoveFromTopicWorkerWhitelistRequestSchema,
  tx.AddToTopicReputerWhitelistRequestSchema,
  tx.RemoveFromTopicReputerWhitelistRequestSchema,
] as const;

const bulk = [
  tx.BulkAddToGlobalWorkerWhitelistRequestSchema,
  tx.BulkRemoveFromGlobalWorkerWhitelistRequestSchema,
  tx.BulkAddToGlobalReputerWhitelistRequestSchema,
  tx.BulkRemoveFromGlobalReputerWhitelistRequestSchema,
  tx.BulkAddToTopicWorkerWhitelistRequestSchema,
  tx.BulkRemoveFromTopicWorkerWhitelistRequestSchema,
  tx.BulkAddToTopicReputerWhitelistRequestSchema,
  tx.BulkRemoveFromTopicReputerWhitelistRequestSchema,
] as const;

const switchedOff = [
  tx.DisableTopicWorkerWhitelistRequestSchema,
  tx.DisableTopicReputerWhitelistRequestSchema,
] as const;

/** Switches a topic's list on, with most of those on it whom it is about. */
function switchOn(sender: string, topicId: bigint, dice: Dice): Typed[] {
  const most = (actors: readonly { address: string }[]) => dice.some(actors, 0.8).map(({ address }) => address);
  return dice.chance(0.5)
    ? [
        typed(tx.EnableTopicWorkerWhitelistRequestSchema, { sender, topicId }),
        typed(tx.BulkAddToTopicWorkerWhitelistRequestSchema, { sender, topicId, addresses: most(cast.workers) }),
      ]
    : [
        typed(tx.EnableTopicReputerWhitelistRequestSchema, { sender, topicId }),
        typed(tx.BulkAddToTopicReputerWhitelistRequestSchema, { sender, topicId, addresses: most(cast.reputers) }),
      ];
}

function change(world: World, sender: string, dice: Dice): Typed[] {
  const topicId = dice.pick([...world.topics.keys()]);
  const roll = dice.real();
  if (roll < 0.15) return switchOn(sender, topicId, dice);
  if (roll < 0.3) return [typed(dice.pick(switchedOff), { sender, topicId })];
  // The admin stays, or nobody could change anything any more.
  const address = dice.pick(cast.all.slice(1)).address;
  if (roll < 0.75) return [typed(dice.pick(single), { sender, topicId, address } as never)];
  return [typed(dice.pick(bulk), { sender, topicId, addresses: [address, dice.pick(cast.workers).address] } as never)];
}

/** The admin changes some lists in one transaction. */
export const changeLists: Move = (world, dice) => {
  const messages = Array.from({ length: dice.int(1, 4) }, () => change(world, cast.admin.address, dice)).flat();
  return { signer: cast.admin, messages };
};

const inTurn = [
  ...single,
  ...bulk,
  ...switchedOff,
  tx.EnableTopicWorkerWhitelistRequestSchema,
  tx.EnableTopicReputerWhitelistRequestSchema,
] as const;

/** The messages about lists one after the other, so that every history has each of them. */
export function listInTurn(turn: number, world: World, dice: Dice): Step {
  const { address: sender } = cast.admin;
  // The newest topic is the least missed.
  const topicId = BigInt(world.topics.size);
  const { address } = dice.pick(cast.strangers);
  const schema = inTurn[turn % inTurn.length] as (typeof inTurn)[number];
  const message = { sender, topicId, address, addresses: [address, dice.pick(cast.reputers).address] };
  return { signer: cast.admin, messages: [typed(schema, message as never)] };
}

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

export const updateParams: Move = (_world, dice) => {
  const { address: sender } = cast.admin;
  const params = dice.pick(CHANGES)(dice);
  return { signer: cast.admin, messages: [typed(tx.UpdateParamsRequestSchema, { sender, params } as never)] };
};
