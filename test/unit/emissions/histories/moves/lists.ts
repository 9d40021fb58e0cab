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
