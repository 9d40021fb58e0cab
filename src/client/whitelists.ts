import type { DescMessage } from '@bufbuild/protobuf';
import * as events from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { isTopicList, WHITELISTS, type Whitelist } from './actions/whitelist.ts';
import type { AlloraClient } from './client.ts';
import { searchTxEvents, type Wanted } from './search.ts';
import { getTopic } from './topics.ts';

/** Who a list is known to hold. */
export interface WhitelistState {
  readonly list: Whitelist;
  /** A list that is off admits everybody. */
  readonly enabled: boolean;
  /** Every address that transactions put on it and that is on it now; those of the genesis file cannot be asked for. */
  readonly members: readonly string[];
}

/** What an address may do, and by which lists. */
export interface Permissions {
  readonly address: string;
  /** Lists that it is on, whether they are on or off. */
  readonly on: readonly Whitelist[];
  readonly may: Readonly<Record<Action, boolean>>;
}

export const ACTIONS = [
  'createTopic',
  'submitAsWorker',
  'submitAsReputer',
  'editTopicLists',
  'editGlobalWorkers',
  'editGlobalReputers',
  'editOtherLists',
  'updateParams',
] as const;
export type Action = (typeof ACTIONS)[number];

const ADDED: Readonly<Record<Whitelist, DescMessage>> = {
  workers: events.EventTopicWorkerWhitelistAddedSchema,
  reputers: events.EventTopicReputerWhitelistAddedSchema,
  global: events.EventGlobalWhitelistAddedSchema,
  'global-workers': events.EventGlobalWorkerWhitelistAddedSchema,
  'global-reputers': events.EventGlobalReputerWhitelistAddedSchema,
  'global-admins': events.EventGlobalAdminWhitelistAddedSchema,
  admins: events.EventWhitelistAdminAddedSchema,
  creators: events.EventTopicCreatorWhitelistAddedSchema,
};

const { method } = QueryService;

/** Asks whether an address is on a list. */
export async function isListed(
  client: AlloraClient,
  list: Whitelist,
  address: string,
  topicId: bigint | undefined,
): Promise<boolean> {
  const of = { topicId: topicId ?? 0n, address };
  switch (list) {
    case 'workers':
      return (await client.query(method.isWhitelistedTopicWorker, of)).isWhitelistedTopicWorker;
    case 'reputers':
      return (await client.query(method.isWhitelistedTopicReputer, of)).isWhitelistedTopicReputer;
    case 'global':
      return (await client.query(method.isWhitelistedGlobalActor, { address })).isWhitelistedGlobalActor;
    case 'global-workers':
      return (await client.query(method.isWhitelistedGlobalWorker, { address })).isWhitelistedGlobalWorker;
    case 'global-reputers':
      return (await client.query(method.isWhitelistedGlobalReputer, { address })).isWhitelistedGlobalReputer;
    case 'global-admins':
      return (await client.query(method.isWhitelistedGlobalAdmin, { address })).isWhitelistedGlobalAdmin;
    case 'admins':
      return (await client.query(method.isWhitelistAdmin, { address })).isAdmin;
    case 'creators':
      return (await client.query(method.isWhitelistedTopicCreator, { address })).isWhitelistedTopicCreator;
  }
}

/** The lists that concern a topic, or the network's own where none is given. */
export const listsOf = (topicId: bigint | undefined): Whitelist[] =>
  WHITELISTS.filter((list) => topicId !== undefined || !isTopicList(list));

/** Whether a list is on: one that is off admits everybody. */
export async function isEnabled(client: AlloraClient, list: Whitelist, topicId: bigint | undefined): Promise<boolean> {
  if (list === 'workers') {
    const { isTopicWorkerWhitelistEnabled } = method;
    return (await client.query(isTopicWorkerWhitelistEnabled, { topicId })).isTopicWorkerWhitelistEnabled;
  }
  if (list === 'reputers') {
    const { isTopicReputerWhitelistEnabled } = method;
    return (await client.query(isTopicReputerWhitelistEnabled, { topicId })).isTopicReputerWhitelistEnabled;
  }
  const { params } = await client.query(method.getParams, {});
  switch (list) {
    case 'global':
      return params?.globalWhitelistEnabled ?? false;
    case 'global-workers':
      return params?.globalWorkerWhitelistEnabled ?? false;
    case 'global-reputers':
      return params?.globalReputerWhitelistEnabled ?? false;
    case 'global-admins':
      return params?.globalAdminWhitelistAppended ?? false;
    case 'creators':
      return params?.topicCreatorWhitelistEnabled ?? false;
    case 'admins':
      return true;
  }
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function whitelistStates(client: AlloraClient, topicId?: bigint): Promise<WhitelistState[]> {
  if (topicId !== undefined) await getTopic(client, topicId);
  return Promise.all(
    listsOf(topicId).map(async (list) => {
      const wanted: Wanted = isTopicList(list) ? { topic_id: topicId ?? 0n } : {};
      const [enabled, added] = await Promise.all([
        isEnabled(client, list, topicId),
        searchTxEvents(client, ADDED[list], wanted),
      ]);
      const seen = added.map(({ message }) => addressIn(message));
      return { list, enabled, members: await listedOf(client, list, seen, topicId) };
    }),
  );
}

/**
 * The admins who are left when some leave, as far as they are known: those that transactions put on the list, and those of
 * `candidates` that are on it.
 */
export async function otherAdmins(
  client: AlloraClient,
  leaving: readonly string[],
  candidates: readonly string[],
): Promise<string[]> {
  const added = await searchTxEvents(client, ADDED.admins, {});
  const known = [...candidates, ...added.map(({ message }) => addressIn(message))];
  return listedOf(
    client,
    'admins',
    known.filter((address) => !leaving.includes(address)),
    undefined,
  );
}

function addressIn(message: object): string {
  const { address, admin } = message as { address?: string; admin?: string };
  return address ?? admin ?? '';
}

/** Those of some addresses that are on a list, each once and ascending. */
async function listedOf(
  client: AlloraClient,
  list: Whitelist,
  some: readonly string[],
  topicId: bigint | undefined,
): Promise<string[]> {
  const addresses = [...new Set(some)].sort((a, b) => (a < b ? -1 : 1));
  const listed = await Promise.all(addresses.map((address) => isListed(client, list, address, topicId)));
  return addresses.filter((_, i) => listed[i]);
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function permissions(client: AlloraClient, address: string, topicId?: bigint): Promise<Permissions> {
  if (topicId !== undefined) await getTopic(client, topicId);
  const lists = listsOf(topicId);
  const inTopic = { topicId: topicId ?? 0n, address };
  const [listed, create, worker, reputer, topicLists, workers, reputers, others, params] = await Promise.all([
    Promise.all(lists.map((list) => isListed(client, list, address, topicId))),
    client.query(method.canCreateTopic, { address }),
    client.query(method.canSubmitWorkerPayload, inTopic),
    client.query(method.canSubmitReputerPayload, inTopic),
    client.query(method.canUpdateTopicWhitelist, inTopic),
    client.query(method.canUpdateGlobalWorkerWhitelist, { address }),
    client.query(method.canUpdateGlobalReputerWhitelist, { address }),
    client.query(method.canUpdateAllGlobalWhitelists, { address }),
    client.query(method.canUpdateParams, { address }),
  ]);
  return {
    address,
    on: lists.filter((_, i) => listed[i]),
    may: {
      createTopic: create.canCreateTopic,
      submitAsWorker: worker.canSubmitWorkerPayload,
      submitAsReputer: reputer.canSubmitReputerPayload,
      editTopicLists: topicLists.canUpdateTopicWhitelist,
      editGlobalWorkers: workers.canUpdateGlobalWorkerWhitelist,
      editGlobalReputers: reputers.canUpdateGlobalReputerWhitelist,
      editOtherLists: others.canUpdateAllGlobalWhitelists,
      updateParams: params.canUpdateParams,
    },
  };
}
