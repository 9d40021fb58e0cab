import type { Context } from '../../context.ts';
import type { StateSet } from '../../store/collections.ts';
import { state } from './state.ts';

/** A list that is switched off admits everybody (docs/spec/emissions.md §6.9). */
function enabled<K>(ctx: Context, list: StateSet<K>, switchedOn: boolean, key: K): boolean {
  return !switchedOn || list.has(ctx, key);
}

/** On the global whitelist, or that list is off. */
function isGlobalActor(ctx: Context, actor: string): boolean {
  return enabled(ctx, state.globalWhitelist, state.params.require(ctx).globalWhitelistEnabled, actor);
}

function isTopicCreator(ctx: Context, actor: string): boolean {
  return enabled(ctx, state.topicCreatorWhitelist, state.params.require(ctx).topicCreatorWhitelistEnabled, actor);
}

function isGlobalWorker(ctx: Context, actor: string): boolean {
  return enabled(ctx, state.globalWorkerWhitelist, state.params.require(ctx).globalWorkerWhitelistEnabled, actor);
}

function isGlobalReputer(ctx: Context, actor: string): boolean {
  return enabled(ctx, state.globalReputerWhitelist, state.params.require(ctx).globalReputerWhitelistEnabled, actor);
}

/** With `global_admin_whitelist_appended` off every address is a global admin, as in the reference (§6.9, §20). */
function isGlobalAdmin(ctx: Context, actor: string): boolean {
  return enabled(ctx, state.globalAdminWhitelist, state.params.require(ctx).globalAdminWhitelistAppended, actor);
}

function isTopicWorker(ctx: Context, topicId: bigint, actor: string): boolean {
  const switchedOn = state.topicWorkerWhitelistEnabled.has(ctx, topicId);
  return enabled(ctx, state.topicWorkerWhitelist, switchedOn, [topicId, actor]);
}

function isTopicReputer(ctx: Context, topicId: bigint, actor: string): boolean {
  const switchedOn = state.topicReputerWhitelistEnabled.has(ctx, topicId);
  return enabled(ctx, state.topicReputerWhitelist, switchedOn, [topicId, actor]);
}

export function canCreateTopic(ctx: Context, actor: string): boolean {
  return isTopicCreator(ctx, actor) || isGlobalActor(ctx, actor);
}

/** Judged on the bundle's worker, not on the transaction's sender. */
export function canSubmitWorkerPayload(ctx: Context, topicId: bigint, worker: string): boolean {
  return isTopicWorker(ctx, topicId, worker) || isGlobalWorker(ctx, worker) || isGlobalActor(ctx, worker);
}

/** Judged on the bundle's reputer; the same predicate decides who may add stake. */
export function canSubmitReputerPayload(ctx: Context, topicId: bigint, reputer: string): boolean {
  return isTopicReputer(ctx, topicId, reputer) || isGlobalReputer(ctx, reputer) || isGlobalActor(ctx, reputer);
}

/** Parameters, the list of admins, and the global, global admin and topic creator lists. */
export function isWhitelistAdmin(ctx: Context, actor: string): boolean {
  return state.whitelistAdmins.has(ctx, actor);
}

/** Global worker and reputer lists. */
export function canUpdateGlobalActorWhitelists(ctx: Context, actor: string): boolean {
  return isGlobalAdmin(ctx, actor) || isWhitelistAdmin(ctx, actor);
}

/** Worker and reputer lists of one topic, and whether they are on. */
export function canUpdateTopicWhitelist(ctx: Context, topicId: bigint, actor: string): boolean {
  return state.topics.get(ctx, topicId)?.creator === actor || canUpdateGlobalActorWhitelists(ctx, actor);
}
