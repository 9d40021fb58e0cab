import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import * as tx from '../../wire/gen/emissions/v10/tx_pb.ts';

/** The lists of `docs/spec/emissions.md` §6.9, under the names that commands give them. */
export const WHITELISTS = [
  'workers',
  'reputers',
  'global',
  'global-workers',
  'global-reputers',
  'global-admins',
  'admins',
  'creators',
] as const;
export type Whitelist = (typeof WHITELISTS)[number];
/** A topic has two lists of its own. */
export type TopicList = Extract<Whitelist, 'workers' | 'reputers'>;

export const isTopicList = (list: Whitelist): list is TopicList => list === 'workers' || list === 'reputers';

type Change = 'add' | 'remove';

const ONE: Readonly<Record<Whitelist, Readonly<Record<Change, DescMessage>>>> = {
  workers: { add: tx.AddToTopicWorkerWhitelistRequestSchema, remove: tx.RemoveFromTopicWorkerWhitelistRequestSchema },
  reputers: {
    add: tx.AddToTopicReputerWhitelistRequestSchema,
    remove: tx.RemoveFromTopicReputerWhitelistRequestSchema,
  },
  global: { add: tx.AddToGlobalWhitelistRequestSchema, remove: tx.RemoveFromGlobalWhitelistRequestSchema },
  'global-workers': {
    add: tx.AddToGlobalWorkerWhitelistRequestSchema,
    remove: tx.RemoveFromGlobalWorkerWhitelistRequestSchema,
  },
  'global-reputers': {
    add: tx.AddToGlobalReputerWhitelistRequestSchema,
    remove: tx.RemoveFromGlobalReputerWhitelistRequestSchema,
  },
  'global-admins': {
    add: tx.AddToGlobalAdminWhitelistRequestSchema,
    remove: tx.RemoveFromGlobalAdminWhitelistRequestSchema,
  },
  admins: { add: tx.AddToWhitelistAdminRequestSchema, remove: tx.RemoveFromWhitelistAdminRequestSchema },
  creators: {
    add: tx.AddToTopicCreatorWhitelistRequestSchema,
    remove: tx.RemoveFromTopicCreatorWhitelistRequestSchema,
  },
};

const BULK: Readonly<Partial<Record<Whitelist, Readonly<Record<Change, DescMessage>>>>> = {
  workers: {
    add: tx.BulkAddToTopicWorkerWhitelistRequestSchema,
    remove: tx.BulkRemoveFromTopicWorkerWhitelistRequestSchema,
  },
  reputers: {
    add: tx.BulkAddToTopicReputerWhitelistRequestSchema,
    remove: tx.BulkRemoveFromTopicReputerWhitelistRequestSchema,
  },
  'global-workers': {
    add: tx.BulkAddToGlobalWorkerWhitelistRequestSchema,
    remove: tx.BulkRemoveFromGlobalWorkerWhitelistRequestSchema,
  },
  'global-reputers': {
    add: tx.BulkAddToGlobalReputerWhitelistRequestSchema,
    remove: tx.BulkRemoveFromGlobalReputerWhitelistRequestSchema,
  },
};

const SWITCHES: Readonly<Record<TopicList, Readonly<Record<'enable' | 'disable', DescMessage>>>> = {
  workers: {
    enable: tx.EnableTopicWorkerWhitelistRequestSchema,
    disable: tx.DisableTopicWorkerWhitelistRequestSchema,
  },
  reputers: {
    enable: tx.EnableTopicReputerWhitelistRequestSchema,
    disable: tx.DisableTopicReputerWhitelistRequestSchema,
  },
};

/**
 * Puts addresses on a list, or takes them off: one message for several where the list has a bulk form, else one for each.
 * @param topicId of the topic's own lists only
 *
 * @example
 * await client.send(alice, changeWhitelist('add', alice.address, 'workers', [bob, carol], 1n));
 */
export function changeWhitelist(
  change: Change,
  sender: string,
  list: Whitelist,
  addresses: readonly string[],
  topicId?: bigint,
): Message[] {
  const topic = isTopicList(list) ? { topicId } : {};
  const bulk = addresses.length > 1 ? BULK[list]?.[change] : undefined;
  if (bulk) return [create(bulk, { sender, addresses, ...topic })];
  return addresses.map((address) => create(ONE[list][change], { sender, address, ...topic }));
}

/**
 * Switches one of a topic's own lists on or off. A list that is off admits everybody.
 *
 * @example
 * await client.send(alice, [switchWhitelist('enable', alice.address, 'workers', 1n)]);
 */
export function switchWhitelist(
  change: 'enable' | 'disable',
  sender: string,
  list: TopicList,
  topicId: bigint,
): Message {
  return create(SWITCHES[list][change], { sender, topicId });
}
