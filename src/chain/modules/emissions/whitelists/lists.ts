import type { DescMessage } from '@bufbuild/protobuf';
import * as events from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import type { ChainError } from '../../../errors.ts';
import type { StateSet } from '../../../store/collections.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { canUpdateGlobalActorWhitelists, canUpdateTopicWhitelist, isWhitelistAdmin } from '../permissions.ts';
import { state } from '../state.ts';

/** A change of a list: an address comes onto it or goes off it. */
export type Change = 'add' | 'remove';

/** One whitelist (docs/spec/emissions.md §6.9), global or of the topics. */
export interface Whitelist {
  /** Whether the sender may edit it; `topicId` is that of the message, 0 for a global list. */
  permits(ctx: Context, topicId: bigint, sender: string): boolean;
  /** What a sender without permission is told, by a message about one address and by one about many. */
  readonly refused: (detail: string) => ChainError;
  readonly refusedMany: (detail: string) => ChainError;
  /** Whether it belongs to a topic, which then must exist. */
  readonly ofTopic: boolean;
  /** Edits it and tells so; an address that is there already, or is not, changes nothing and is told all the same. */
  apply(ctx: Context, change: Change, topicId: bigint, address: string): void;
}

type Told = Readonly<Record<Change, DescMessage>>;

function edited<K>(ctx: Context, set: StateSet<K>, change: Change, key: K): void {
  if (change === 'add') set.add(ctx, key);
  else set.delete(ctx, key);
}

function globalList(
  set: StateSet<string>,
  permits: (ctx: Context, sender: string) => boolean,
  refused: Whitelist['refused'],
  told: Told,
  field = 'address',
): Whitelist {
  return {
    permits: (ctx, _topicId, sender) => permits(ctx, sender),
    refused,
    refusedMany: refused,
    ofTopic: false,
    apply(ctx, change, _topicId, address) {
      edited(ctx, set, change, address);
      emit(ctx, told[change], { [field]: address });
    },
  };
}

function topicList(set: StateSet<readonly [bigint, string]>, refused: Whitelist['refused'], told: Told): Whitelist {
  return {
    permits: canUpdateTopicWhitelist,
    refused,
    refusedMany: errors.ErrNotPermittedToUpdateTopicWhitelist,
    ofTopic: true,
    apply(ctx, change, topicId, address) {
      edited(ctx, set, change, [topicId, address]);
      emit(ctx, told[change], { topicId, address });
    },
  };
}

/** The eight lists of docs/spec/emissions.md §6.9, each with who may edit it, how a refusal is called and what is told. */
export const whitelists = {
  /** May change parameters and decide about every list. Nothing keeps the last of them from being removed (§20). */
  admins: globalList(
    state.whitelistAdmins,
    isWhitelistAdmin,
    errors.ErrNotPermittedToUpdateWhitelistAdmins,
    { add: events.EventWhitelistAdminAddedSchema, remove: events.EventWhitelistAdminRemovedSchema },
    'admin',
  ),
  /** May create topics and work and repute in all of them. */
  global: globalList(state.globalWhitelist, isWhitelistAdmin, errors.ErrNotPermittedToUpdateGlobalWhitelist, {
    add: events.EventGlobalWhitelistAddedSchema,
    remove: events.EventGlobalWhitelistRemovedSchema,
  }),
  globalWorkers: globalList(
    state.globalWorkerWhitelist,
    canUpdateGlobalActorWhitelists,
    errors.ErrNotPermittedToUpdateGlobalWhitelist,
    { add: events.EventGlobalWorkerWhitelistAddedSchema, remove: events.EventGlobalWorkerWhitelistRemovedSchema },
  ),
  globalReputers: globalList(
    state.globalReputerWhitelist,
    canUpdateGlobalActorWhitelists,
    errors.ErrNotPermittedToUpdateGlobalWhitelist,
    { add: events.EventGlobalReputerWhitelistAddedSchema, remove: events.EventGlobalReputerWhitelistRemovedSchema },
  ),
  /** May edit the lists of global workers, global reputers and of every topic. */
  globalAdmins: globalList(
    state.globalAdminWhitelist,
    isWhitelistAdmin,
    errors.ErrNotPermittedToUpdateGlobalWhitelist,
    {
      add: events.EventGlobalAdminWhitelistAddedSchema,
      remove: events.EventGlobalAdminWhitelistRemovedSchema,
    },
  ),
  topicCreators: globalList(
    state.topicCreatorWhitelist,
    isWhitelistAdmin,
    errors.ErrNotPermittedToUpdateTopicCreatorWhitelist,
    { add: events.EventTopicCreatorWhitelistAddedSchema, remove: events.EventTopicCreatorWhitelistRemovedSchema },
  ),
  topicWorkers: topicList(state.topicWorkerWhitelist, errors.ErrNotPermittedToUpdateTopicWorkerWhitelist, {
    add: events.EventTopicWorkerWhitelistAddedSchema,
    remove: events.EventTopicWorkerWhitelistRemovedSchema,
  }),
  topicReputers: topicList(state.topicReputerWhitelist, errors.ErrNotPermittedToUpdateTopicReputerWhitelist, {
    add: events.EventTopicReputerWhitelistAddedSchema,
    remove: events.EventTopicReputerWhitelistRemovedSchema,
  }),
} as const satisfies Record<string, Whitelist>;
