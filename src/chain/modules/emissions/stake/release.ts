import type { DelegateStakeRemovalInfo, StakeRemovalInfo } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { EventRemoveStakeSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { DENOM } from '../amounts.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { updateTopicWeightAfterStakeChange } from '../topics/weight.ts';
import { emitAuthority, ownStake, STAKING, unbookStake } from './books.ts';
import { type Delegation, takeDelegateStake } from './delegations.ts';
import { unqueueDelegateRemoval, unqueueRemoval } from './queue.ts';

/**
 * Pays out the removals that are complete, the own stake's first: of each queue the first `half_max_process_stake_removals_end_block`
 * in the order of their keys, the others in later blocks (docs/spec/emissions.md §5.3). One that fails is logged, changes nothing and
 * stays where it is. Reads one key of each queue when nothing is due.
 */
export function releaseStakes(ctx: Context, bank: BankKeeper): void {
  release(ctx, state.stakeRemovalsByBlock, (branch, removal) => releaseStake(branch, removal, bank));
  release(ctx, state.delegateStakeRemovalsByBlock, (branch, removal) => releaseDelegateStake(branch, removal, bank));
}

function release<K, V extends { blockRemovalCompleted: bigint; topicId: bigint; reputer: string }>(
  ctx: Context,
  queue: StateMap<K, V>,
  pay: (branch: Context, removal: V) => void,
): void {
  for (const removal of due(ctx, queue)) {
    const { context, write } = ctx.branch();
    try {
      pay(context, removal);
      write();
    } catch (error) {
      const { topicId, reputer } = removal;
      ctx.log('error', `a removal of stake upon ${reputer} in topic ${topicId} stays queued: ${String(error)}`);
    }
  }
}

/** What of a queue is complete at this height, up to the cap. */
function due<V extends { blockRemovalCompleted: bigint }>(ctx: Context, queue: StateMap<unknown, V>): V[] {
  const removals: V[] = [];
  for (const removal of queue.values(ctx)) {
    if (removal.blockRemovalCompleted > ctx.height) break;
    if (BigInt(removals.length) >= state.params.require(ctx).halfMaxProcessStakeRemovalsEndBlock) break;
    removals.push(removal);
  }
  return removals;
}

/** Errors 2, 3 and 4 where the books do not hold the amount, sdk 5 where `allorastaking` does not. */
function releaseStake(ctx: Context, removal: StakeRemovalInfo, bank: BankKeeper): void {
  const { topicId, reputer } = removal;
  const amount = BigInt(removal.amount);
  unbookStake(ctx, topicId, reputer, amount, {
    available: ownStake(ctx, topicId, reputer),
    error: errors.ErrIntegerUnderflowTopicReputerStake,
  });
  updateTopicWeightAfterStakeChange(ctx, topicId);
  unqueueRemoval(ctx, removal);
  payOut(ctx, { topicId, delegator: reputer, reputer }, amount, bank);
}

/** Errors as `takeDelegateStake`'s, sdk 5 where `allorastaking` does not hold the amount. */
function releaseDelegateStake(ctx: Context, removal: DelegateStakeRemovalInfo, bank: BankKeeper): void {
  const amount = BigInt(removal.amount);
  takeDelegateStake(ctx, removal, amount, bank);
  updateTopicWeightAfterStakeChange(ctx, removal.topicId);
  unqueueDelegateRemoval(ctx, removal);
  payOut(ctx, removal, amount, bank);
}

function payOut(ctx: Context, { topicId, delegator, reputer }: Delegation, amount: bigint, bank: BankKeeper): void {
  emit(ctx, EventRemoveStakeSchema, { topicId, reputer, delegator, amount: `${amount}` });
  emitAuthority(ctx, topicId, reputer);
  bank.sendFromModuleToAccount(ctx, STAKING, delegator, DENOM, amount);
}
