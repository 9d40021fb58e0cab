import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import type { ServiceImpl } from '../../../module.ts';
import {
  canCreateTopic,
  canSubmitReputerPayload,
  canSubmitWorkerPayload,
  canUpdateGlobalActorWhitelists,
  canUpdateTopicWhitelist,
  isWhitelistAdmin,
} from '../permissions.ts';
import { state } from '../state.ts';

type Queries = ServiceImpl<typeof QueryService>;
type Answer = (ctx: Context, request: object) => unknown;

/** The same queries, refusing an address that is none with `sdk/7`. */
function ofAddresses<Q extends Queries>(queries: Q): Q {
  const checked = (answer: Answer): Answer => {
    return (ctx, request) => {
      if ('address' in request) accountAddress(request.address as string, 'actor');
      return answer(ctx, request);
    };
  };
  return Object.fromEntries(Object.entries(queries).map(([name, answer]) => [name, checked(answer as Answer)])) as Q;
}

/**
 * Who is on which list (`is…`: membership, whether or not the list is on) and who may do what (`can…`: the rules of
 * docs/spec/emissions.md §6.9).
 */
export const whitelistQueries = ofAddresses({
  isWhitelistAdmin: (ctx, { address }) => ({ isAdmin: isWhitelistAdmin(ctx, address) }),
  isWhitelistedGlobalActor: (ctx, { address }) => ({
    isWhitelistedGlobalActor: state.globalWhitelist.has(ctx, address),
  }),
  isWhitelistedGlobalWorker: (ctx, { address }) => ({
    isWhitelistedGlobalWorker: state.globalWorkerWhitelist.has(ctx, address),
  }),
  isWhitelistedGlobalReputer: (ctx, { address }) => ({
    isWhitelistedGlobalReputer: state.globalReputerWhitelist.has(ctx, address),
  }),
  isWhitelistedGlobalAdmin: (ctx, { address }) => ({
    isWhitelistedGlobalAdmin: state.globalAdminWhitelist.has(ctx, address),
  }),
  isWhitelistedTopicCreator: (ctx, { address }) => ({
    isWhitelistedTopicCreator: state.topicCreatorWhitelist.has(ctx, address),
  }),
  isWhitelistedTopicWorker: (ctx, { topicId, address }) => ({
    isWhitelistedTopicWorker: state.topicWorkerWhitelist.has(ctx, [topicId, address]),
  }),
  isWhitelistedTopicReputer: (ctx, { topicId, address }) => ({
    isWhitelistedTopicReputer: state.topicReputerWhitelist.has(ctx, [topicId, address]),
  }),
  isTopicWorkerWhitelistEnabled: (ctx, { topicId }) => ({
    isTopicWorkerWhitelistEnabled: state.topicWorkerWhitelistEnabled.has(ctx, topicId),
  }),
  isTopicReputerWhitelistEnabled: (ctx, { topicId }) => ({
    isTopicReputerWhitelistEnabled: state.topicReputerWhitelistEnabled.has(ctx, topicId),
  }),
  canUpdateParams: (ctx, { address }) => ({ canUpdateParams: isWhitelistAdmin(ctx, address) }),
  canUpdateAllGlobalWhitelists: (ctx, { address }) => ({
    canUpdateAllGlobalWhitelists: isWhitelistAdmin(ctx, address),
  }),
  canUpdateGlobalWorkerWhitelist: (ctx, { address }) => ({
    canUpdateGlobalWorkerWhitelist: canUpdateGlobalActorWhitelists(ctx, address),
  }),
  canUpdateGlobalReputerWhitelist: (ctx, { address }) => ({
    canUpdateGlobalReputerWhitelist: canUpdateGlobalActorWhitelists(ctx, address),
  }),
  canUpdateTopicWhitelist: (ctx, { topicId, address }) => ({
    canUpdateTopicWhitelist: canUpdateTopicWhitelist(ctx, topicId, address),
  }),
  canCreateTopic: (ctx, { address }) => ({ canCreateTopic: canCreateTopic(ctx, address) }),
  canSubmitWorkerPayload: (ctx, { topicId, address }) => ({
    canSubmitWorkerPayload: canSubmitWorkerPayload(ctx, topicId, address),
  }),
  canSubmitReputerPayload: (ctx, { topicId, address }) => ({
    canSubmitReputerPayload: canSubmitReputerPayload(ctx, topicId, address),
  }),
} satisfies Queries);
