import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import type { StateMap } from '../../../store/collections.ts';
import { delegateRemovalOf, removalOf } from '../stake/queue.ts';
import { state } from '../state.ts';
import { queriedTopic } from './topics.ts';

/** Removals that are complete at a height or before, in the order of the queue; at most `max_page_limit` of them. */
function upUntil<K, V extends { blockRemovalCompleted: bigint }>(ctx: Context, queue: StateMap<K, V>, height: bigint) {
  const limit = state.params.require(ctx).maxPageLimit;
  const removals: V[] = [];
  for (const removal of queue.values(ctx)) {
    if (removal.blockRemovalCompleted > height || BigInt(removals.length) >= limit) break;
    removals.push(removal);
  }
  return { removals };
}

/** The removal queue (docs/spec/emissions.md §5.3, §16), amounts in uallo. */
export const removalQueries = {
  getStakeRemovalsUpUntilBlock: (ctx, { blockHeight }) => upUntil(ctx, state.stakeRemovalsByBlock, blockHeight),
  getDelegateStakeRemovalsUpUntilBlock: (ctx, { blockHeight }) =>
    upUntil(ctx, state.delegateStakeRemovalsByBlock, blockHeight),
  getStakeRemovalInfo(ctx, { topicId, reputer }) {
    accountAddress(reputer, 'reputer');
    queriedTopic(ctx, topicId);
    const removal = removalOf(ctx, topicId, reputer);
    if (!removal) throw grpcErrors.notFound('no stake removal found');
    return { removal };
  },
  getDelegateStakeRemovalInfo(ctx, { topicId, delegator, reputer }) {
    accountAddress(reputer, 'reputer');
    accountAddress(delegator, 'delegator');
    queriedTopic(ctx, topicId);
    const removal = delegateRemovalOf(ctx, { topicId, delegator, reputer });
    if (!removal) throw grpcErrors.notFound('no delegate stake removal found');
    return { removal };
  },
  /** Unlike `GetStakeRemovalInfo`, an answer without a removal when there is none. */
  getStakeRemovalForReputerAndTopicId(ctx, { topicId, reputer }) {
    const stakeRemovalInfo = removalOf(ctx, topicId, reputer);
    return stakeRemovalInfo ? { stakeRemovalInfo } : {};
  },
  /** `block_height`: the height at which it is complete. */
  getDelegateStakeRemoval(ctx, { blockHeight, topicId, delegator, reputer }) {
    const removal = state.delegateStakeRemovalsByBlock.get(ctx, [blockHeight, topicId, delegator, reputer]);
    if (!removal) throw grpcErrors.notFound('no delegate stake removal found');
    return { stakeRemovalInfo: removal };
  },
} satisfies ServiceImpl<typeof QueryService>;
