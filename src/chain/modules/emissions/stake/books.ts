import { EventAddStakeSchema, EventReputerStakeUpdatedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import { addAmount, amountAt, setAmount } from '../amounts.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';

/** Holds every staked coin: own, delegated, and waiting to be removed. */
export const STAKING = 'allorastaking';

/** Every staked uallo of the network. */
export function totalStake(ctx: Context): bigint {
  return state.totalStake.get(ctx) ?? 0n;
}

/** What a reputer may vote with: its own and its delegators' stake, uallo. */
export function authorityOf(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
}

/** What delegators placed upon a reputer, uallo. */
export function delegatedUpon(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer]);
}

/** What a reputer staked on itself, uallo. */
export function ownStake(ctx: Context, topicId: bigint, reputer: string): bigint {
  return authorityOf(ctx, topicId, reputer) - delegatedUpon(ctx, topicId, reputer);
}

/**
 * Books a reputer's own stake, put in by itself or by a reward that compounds: authority, topic and total (docs/spec/emissions.md §6.4,
 * §11.8). The coins must lie in `allorastaking`, or move there with this.
 * @param amount uallo; zero is error 52
 */
export function addReputerStake(ctx: Context, topicId: bigint, reputer: string, amount: bigint): void {
  if (amount === 0n) throw errors.ErrInvalidValue('amount of stake is zero');
  bookStake(ctx, topicId, reputer, amount);
  emitAdded(ctx, topicId, reputer, reputer, amount);
}

/** Adds to authority, topic and total. */
export function bookStake(ctx: Context, topicId: bigint, reputer: string, amount: bigint): void {
  addAmount(ctx, state.stakeReputerAuthority, [topicId, reputer], amount);
  addAmount(ctx, state.topicStake, topicId, amount);
  state.totalStake.set(ctx, totalStake(ctx) + amount);
}

/** Takes from authority, topic and total; each must hold it: errors `underflow`, 3 and 4 in this order. */
export function unbookStake(
  ctx: Context,
  topicId: bigint,
  reputer: string,
  amount: bigint,
  underflow: { readonly available: bigint; readonly error: () => Error },
): void {
  const topicStake = amountAt(ctx, state.topicStake, topicId);
  const total = totalStake(ctx);
  if (amount > underflow.available) throw underflow.error();
  if (amount > topicStake) throw errors.ErrIntegerUnderflowTopicStake();
  if (amount > total) throw errors.ErrIntegerUnderflowTotalStake();
  addAmount(ctx, state.stakeReputerAuthority, [topicId, reputer], -amount);
  setAmount(ctx, state.topicStake, topicId, topicStake - amount);
  state.totalStake.set(ctx, total - amount);
}

/** A reputer's own stake names the reputer as its delegator (docs/spec/emissions.md §12). */
export function emitAdded(ctx: Context, topicId: bigint, reputer: string, delegator: string, amount: bigint): void {
  emit(ctx, EventAddStakeSchema, { topicId, reputer, delegator, amount: `${amount}` });
  emitAuthority(ctx, topicId, reputer);
}

/** Tells a reputer's authority after it changed. */
export function emitAuthority(ctx: Context, topicId: bigint, reputer: string): void {
  const authority = authorityOf(ctx, topicId, reputer);
  emit(ctx, EventReputerStakeUpdatedSchema, { topicId, reputer, amount: `${authority}` });
}
