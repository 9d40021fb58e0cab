import type { DescMessage } from '@bufbuild/protobuf';
import {
  EventTopicReputerWhitelistDisabledSchema,
  EventTopicReputerWhitelistEnabledSchema,
  EventTopicWorkerWhitelistDisabledSchema,
  EventTopicWorkerWhitelistEnabledSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { MsgService } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import type { ServiceImpl } from '../../../module.ts';
import type { StateSet } from '../../../store/collections.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { canUpdateTopicWhitelist } from '../permissions.ts';
import { state } from '../state.ts';
import { requireTopicExists } from '../topics/store.ts';
import { type Change, type Whitelist, whitelists } from './lists.ts';

type Handler<M> = (ctx: Context, msg: M) => Record<string, never>;

interface EditMessage {
  readonly sender: string;
  readonly address: string;
  readonly topicId?: bigint;
}

interface BulkMessage {
  readonly sender: string;
  readonly addresses: readonly string[];
  readonly topicId?: bigint;
}

/** One address: sdk 7 sender, sdk 7 address, 23 no such topic, the list's refusal (docs/spec/emissions.md §6.9). */
function one(list: Whitelist, change: Change): Handler<EditMessage> {
  return (ctx, { sender, address, topicId = 0n }) => {
    accountAddress(sender, 'sender');
    accountAddress(address, 'listed');
    if (list.ofTopic) requireTopicExists(ctx, topicId);
    if (!list.permits(ctx, topicId, sender)) throw list.refused(sender);
    list.apply(ctx, change, topicId, address);
    return {};
  };
}

/**
 * Many addresses, all or none: sdk 7 sender, 23 no such topic, the list's refusal, 90 too many, sdk 7 for the first bad address.
 * @param countedFirst how the reference does it in one of these messages: too many before who may
 */
function many(list: Whitelist, change: Change, countedFirst = false): Handler<BulkMessage> {
  return (ctx, { sender, addresses, topicId = 0n }) => {
    accountAddress(sender, 'sender');
    if (list.ofTopic) requireTopicExists(ctx, topicId);
    if (countedFirst) demandCount(ctx, addresses);
    if (!list.permits(ctx, topicId, sender)) throw list.refusedMany(sender);
    demandCount(ctx, addresses);
    for (const address of addresses) list.apply(ctx, change, topicId, accountAddress(address, 'listed'));
    return {};
  };
}

function demandCount(ctx: Context, addresses: readonly string[]): void {
  const most = state.params.require(ctx).maxWhitelistInputArrayLength;
  if (BigInt(addresses.length) <= most) return;
  throw errors.ErrMaxWhitelistInputArrayLengthExceeded(`${addresses.length} addresses, maximum ${most}`);
}

/** Switches a topic's list on or off: sdk 7 sender, 23 no such topic, 100 not permitted. The list itself stays. */
function toggle(
  enabled: StateSet<bigint>,
  on: boolean,
  told: DescMessage,
): Handler<{ readonly sender: string; readonly topicId: bigint }> {
  return (ctx, { sender, topicId }) => {
    accountAddress(sender, 'sender');
    requireTopicExists(ctx, topicId);
    if (!canUpdateTopicWhitelist(ctx, topicId, sender)) throw errors.ErrNotPermittedToUpdateTopicWhitelist(sender);
    if (on) enabled.add(ctx, topicId);
    else enabled.delete(ctx, topicId);
    emit(ctx, told, { topicId });
    return {};
  };
}

/** The messages about whitelists (docs/spec/emissions.md §6.9): one address, many, and the switches of a topic's lists. */
export const whitelistMessages = {
  addToWhitelistAdmin: one(whitelists.admins, 'add'),
  removeFromWhitelistAdmin: one(whitelists.admins, 'remove'),
  addToGlobalWhitelist: one(whitelists.global, 'add'),
  removeFromGlobalWhitelist: one(whitelists.global, 'remove'),
  addToGlobalWorkerWhitelist: one(whitelists.globalWorkers, 'add'),
  removeFromGlobalWorkerWhitelist: one(whitelists.globalWorkers, 'remove'),
  addToGlobalReputerWhitelist: one(whitelists.globalReputers, 'add'),
  removeFromGlobalReputerWhitelist: one(whitelists.globalReputers, 'remove'),
  addToGlobalAdminWhitelist: one(whitelists.globalAdmins, 'add'),
  removeFromGlobalAdminWhitelist: one(whitelists.globalAdmins, 'remove'),
  addToTopicCreatorWhitelist: one(whitelists.topicCreators, 'add'),
  removeFromTopicCreatorWhitelist: one(whitelists.topicCreators, 'remove'),
  addToTopicWorkerWhitelist: one(whitelists.topicWorkers, 'add'),
  removeFromTopicWorkerWhitelist: one(whitelists.topicWorkers, 'remove'),
  addToTopicReputerWhitelist: one(whitelists.topicReputers, 'add'),
  removeFromTopicReputerWhitelist: one(whitelists.topicReputers, 'remove'),
  bulkAddToGlobalWorkerWhitelist: many(whitelists.globalWorkers, 'add', true),
  bulkRemoveFromGlobalWorkerWhitelist: many(whitelists.globalWorkers, 'remove'),
  bulkAddToGlobalReputerWhitelist: many(whitelists.globalReputers, 'add'),
  bulkRemoveFromGlobalReputerWhitelist: many(whitelists.globalReputers, 'remove'),
  bulkAddToTopicWorkerWhitelist: many(whitelists.topicWorkers, 'add'),
  bulkRemoveFromTopicWorkerWhitelist: many(whitelists.topicWorkers, 'remove'),
  bulkAddToTopicReputerWhitelist: many(whitelists.topicReputers, 'add'),
  bulkRemoveFromTopicReputerWhitelist: many(whitelists.topicReputers, 'remove'),
  enableTopicWorkerWhitelist: toggle(state.topicWorkerWhitelistEnabled, true, EventTopicWorkerWhitelistEnabledSchema),
  disableTopicWorkerWhitelist: toggle(
    state.topicWorkerWhitelistEnabled,
    false,
    EventTopicWorkerWhitelistDisabledSchema,
  ),
  enableTopicReputerWhitelist: toggle(
    state.topicReputerWhitelistEnabled,
    true,
    EventTopicReputerWhitelistEnabledSchema,
  ),
  disableTopicReputerWhitelist: toggle(
    state.topicReputerWhitelistEnabled,
    false,
    EventTopicReputerWhitelistDisabledSchema,
  ),
} satisfies ServiceImpl<typeof MsgService>;
