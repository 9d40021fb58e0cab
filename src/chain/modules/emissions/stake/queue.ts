import { create } from '@bufbuild/protobuf';
import {
  type DelegateStakeRemovalInfo,
  DelegateStakeRemovalInfoSchema,
  type StakeRemovalInfo,
  StakeRemovalInfoSchema,
} from '../../../../wire/gen/emissions/v3/types_pb.ts';
import {
  EventCancelStakeRemovalSchema,
  EventRequestStakeRemovalSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import type { Delegation } from './delegations.ts';

/*
 * The two queues of removals (docs/spec/emissions.md §2, §5.3): a reputer's own stake, by (height of completion, topic, reputer), and delegated
 * stake, by (height of completion, topic, delegator, reputer). An actor has at most one entry per topic, or per topic and reputer.
 */

/** The queued removal of a reputer's own stake. */
export function removalOf(ctx: Context, topicId: bigint, reputer: string): StakeRemovalInfo | undefined {
  return first(state.stakeRemovalsByBlock.by.reputer.entries(ctx, [reputer, topicId], { limit: 1 }));
}

/** The queued removal of a delegation. */
export function delegateRemovalOf(
  ctx: Context,
  { topicId, delegator, reputer }: Delegation,
): DelegateStakeRemovalInfo | undefined {
  const { delegation } = state.delegateStakeRemovalsByBlock.by;
  return first(delegation.entries(ctx, [delegator, reputer, topicId], { limit: 1 }));
}

function first<K, V>(entries: Iterable<[K, V]>): V | undefined {
  for (const [, value] of entries) return value;
  return undefined;
}

/** Queues the removal of a reputer's own stake; a removal of this actor that waits is taken out before (docs/spec/emissions.md §6.4). */
export function queueRemoval(ctx: Context, topicId: bigint, reputer: string, amount: bigint): void {
  const waiting = removalOf(ctx, topicId, reputer);
  if (waiting) unqueueRemoval(ctx, waiting);
  const completed = completion(ctx);
  state.stakeRemovalsByBlock.set(
    ctx,
    [completed, topicId, reputer],
    create(StakeRemovalInfoSchema, {
      blockRemovalStarted: ctx.height,
      topicId,
      reputer,
      amount: `${amount}`,
      blockRemovalCompleted: completed,
    }),
  );
  emitRequest(ctx, { topicId, reputer, delegator: reputer }, amount, completed);
}

/** Queues the removal of delegated stake, likewise. */
export function queueDelegateRemoval(ctx: Context, delegation: Delegation, amount: bigint): void {
  const waiting = delegateRemovalOf(ctx, delegation);
  if (waiting) unqueueDelegateRemoval(ctx, waiting);
  const { topicId, delegator, reputer } = delegation;
  const completed = completion(ctx);
  state.delegateStakeRemovalsByBlock.set(
    ctx,
    [completed, topicId, delegator, reputer],
    create(DelegateStakeRemovalInfoSchema, {
      blockRemovalStarted: ctx.height,
      topicId,
      reputer,
      delegator,
      amount: `${amount}`,
      blockRemovalCompleted: completed,
    }),
  );
  emitRequest(ctx, delegation, amount, completed);
}

/** Takes a removal out of the queue; error 64 where it is not there. The event says «cancelled» even when the stake is paid out (§12). */
export function unqueueRemoval(ctx: Context, { blockRemovalCompleted, topicId, reputer }: StakeRemovalInfo): void {
  const key = [blockRemovalCompleted, topicId, reputer] as const;
  if (!state.stakeRemovalsByBlock.has(ctx, key)) throw errors.ErrStakeRemovalNotFound();
  state.stakeRemovalsByBlock.delete(ctx, key);
  emit(ctx, EventCancelStakeRemovalSchema, { topicId, reputer, delegator: reputer });
}

/** Takes a removal of delegated stake out of the queue, likewise. */
export function unqueueDelegateRemoval(ctx: Context, removal: DelegateStakeRemovalInfo): void {
  const { blockRemovalCompleted, topicId, delegator, reputer } = removal;
  const key = [blockRemovalCompleted, topicId, delegator, reputer] as const;
  if (!state.delegateStakeRemovalsByBlock.has(ctx, key)) throw errors.ErrStakeRemovalNotFound();
  state.delegateStakeRemovalsByBlock.delete(ctx, key);
  emit(ctx, EventCancelStakeRemovalSchema, { topicId, reputer, delegator });
}

function completion(ctx: Context): bigint {
  return ctx.height + state.params.require(ctx).removeStakeDelayWindow;
}

function emitRequest(ctx: Context, delegation: Delegation, amount: bigint, completionHeight: bigint): void {
  emit(ctx, EventRequestStakeRemovalSchema, { ...delegation, amount: `${amount}`, completionHeight });
}
