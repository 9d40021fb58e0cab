import { Dec } from '../../../../protocol/decimal/index.ts';
import type {
  CancelRemoveDelegateStakeRequest,
  CancelRemoveStakeRequest,
  RemoveDelegateStakeRequest,
  RemoveStakeRequest,
} from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { coinsOf } from '../amounts.ts';
import { errors } from '../errors.ts';
import { requireTopicExists } from '../topics/store.ts';
import { authorityOf, ownStake } from './books.ts';
import { placementOf } from './delegations.ts';
import {
  delegateRemovalOf,
  queueDelegateRemoval,
  queueRemoval,
  removalOf,
  unqueueDelegateRemoval,
  unqueueRemoval,
} from './queue.ts';

/**
 * `RemoveStake`: queues the removal of a reputer's own stake for `remove_stake_delay_window` blocks. A further request replaces the
 * amount and begins the delay anew; nobody needs to be registered (docs/spec/emissions.md §6.4).
 */
export function removeStake(ctx: Context, msg: RemoveStakeRequest): Record<string, never> {
  const { sender, topicId } = msg;
  const amount = coinsOf(msg.amount);
  accountAddress(sender, 'sender');
  requireTopicExists(ctx, topicId);
  const own = ownStake(ctx, topicId, sender);
  if (amount > own) throw errors.ErrInsufficientStakeToRemove(`${sender} has ${own} of its own in topic ${topicId}`);
  queueRemoval(ctx, topicId, sender, amount);
  return {};
}

/** `CancelRemoveStake`: takes the removal out of the queue; error 64 where there is none (docs/spec/emissions.md §6.4). */
export function cancelRemoveStake(ctx: Context, msg: CancelRemoveStakeRequest): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  requireTopicExists(ctx, msg.topicId);
  const removal = removalOf(ctx, msg.topicId, msg.sender);
  if (!removal) throw errors.ErrStakeRemovalNotFound();
  unqueueRemoval(ctx, removal);
  return {};
}

/** `RemoveDelegateStake`: queues the removal of delegated stake, in the same way (docs/spec/emissions.md §6.4). */
export function removeDelegateStake(ctx: Context, msg: RemoveDelegateStakeRequest): Record<string, never> {
  const { sender, topicId, reputer } = msg;
  const amount = coinsOf(msg.amount);
  accountAddress(sender, 'sender');
  accountAddress(reputer, 'reputer');
  requireTopicExists(ctx, topicId);
  const delegation = { topicId, delegator: sender, reputer };
  const placed = placementOf(ctx, delegation).amount;
  if (placed.lt(Dec.of(amount))) throw errors.ErrInsufficientDelegateStakeToRemove(`${placed} are delegated`);
  if (authorityOf(ctx, topicId, reputer) < amount) throw errors.ErrInsufficientStakeToRemove(`reputer ${reputer}`);
  queueDelegateRemoval(ctx, delegation, amount);
  return {};
}

/**
 * `CancelRemoveDelegateStake`: the sender is the delegator, whatever the message says of one, and only the sender's address is
 * looked at; error 64 where nothing is queued (docs/spec/emissions.md §6.4).
 */
export function cancelRemoveDelegateStake(ctx: Context, msg: CancelRemoveDelegateStakeRequest): Record<string, never> {
  const { sender, topicId, reputer } = msg;
  accountAddress(sender, 'sender');
  requireTopicExists(ctx, topicId);
  const removal = delegateRemovalOf(ctx, { topicId, delegator: sender, reputer });
  if (!removal) throw errors.ErrStakeRemovalNotFound();
  unqueueDelegateRemoval(ctx, removal);
  return {};
}
