import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { DelegatorInfoSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Context } from '../../../context.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { addAmount, amountAt, DENOM, decAt, setAmount } from '../amounts.ts';
import { errors } from '../errors.ts';
import { state } from '../state.ts';
import { authorityOf, bookStake, delegatedUpon, emitAdded, unbookStake } from './books.ts';

/** Holds the delegators' accrued rewards. */
export const PENDING_REWARDS = 'allorapendingrewards';

/** Who delegates to whom, where. */
export interface Delegation {
  readonly topicId: bigint;
  readonly delegator: string;
  readonly reputer: string;
}

/** A delegation's amount, and the reward that it has earned and not been paid: amount · share − debt (docs/spec/emissions.md §6.4). */
export interface Placement {
  readonly amount: Dec;
  readonly pending: Dec;
  /** Reward per share of the reputer now. */
  readonly share: Dec;
}

/** A delegation as it stands; zero where there is none. */
export function placementOf(ctx: Context, { topicId, delegator, reputer }: Delegation): Placement {
  const placed = state.delegatedStakes.get(ctx, [topicId, delegator, reputer]);
  const share = decAt(ctx, state.delegateRewardPerShare, [topicId, reputer]);
  if (!placed) return { amount: Dec.ZERO, pending: Dec.ZERO, share };
  const amount = Dec.parse(placed.amount);
  return { amount, pending: amount.mul(share).sub(Dec.parse(placed.rewardDebt)), share };
}

/**
 * Pays what a delegation has earned, in whole uallo, and stores it with a new amount and the debt of that amount: nothing is pending
 * then, and the fraction of a uallo stays in `allorapendingrewards`. An amount of zero ends the delegation.
 */
export function settle(ctx: Context, delegation: Delegation, before: Placement, amount: Dec, bank: BankKeeper): void {
  const { topicId, delegator, reputer } = delegation;
  if (before.amount.gt(Dec.ZERO) && before.pending.gt(Dec.ZERO)) {
    bank.sendFromModuleToAccount(ctx, PENDING_REWARDS, delegator, DENOM, before.pending.trunc());
  }
  const key = [topicId, delegator, reputer] as const;
  if (amount.isZero()) {
    state.delegatedStakes.delete(ctx, key);
    return;
  }
  const rewardDebt = amount.mul(before.share).marshal();
  state.delegatedStakes.set(ctx, key, create(DelegatorInfoSchema, { amount: amount.marshal(), rewardDebt }));
}

/**
 * Books delegated stake, paying what the delegation has earned so far (docs/spec/emissions.md §6.4). The staked coins moved before.
 * @param amount uallo; zero is error 52
 */
export function addDelegateStake(ctx: Context, delegation: Delegation, amount: bigint, bank: BankKeeper): void {
  if (amount === 0n) throw errors.ErrInvalidValue('amount of stake is zero');
  const { topicId, delegator, reputer } = delegation;
  const before = placementOf(ctx, delegation);
  settle(ctx, delegation, before, before.amount.add(Dec.of(amount)), bank);
  addAmount(ctx, state.stakeSumFromDelegator, [topicId, delegator], amount);
  addAmount(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer], amount);
  bookStake(ctx, topicId, reputer, amount);
  emitAdded(ctx, topicId, reputer, delegator, amount);
}

/**
 * Takes delegated stake out of the books, paying what the delegation has earned. Errors 32, 33, 34, 66, 3 and 4 in this order where
 * one of the sums is smaller than the amount (docs/spec/emissions.md §6.4). The coins move afterwards.
 */
export function takeDelegateStake(ctx: Context, delegation: Delegation, amount: bigint, bank: BankKeeper): void {
  const { topicId, delegator, reputer } = delegation;
  const fromDelegator = amountAt(ctx, state.stakeSumFromDelegator, [topicId, delegator]);
  if (amount > fromDelegator) throw errors.ErrIntegerUnderflowStakeFromDelegator();
  const before = placementOf(ctx, delegation);
  if (before.amount.lt(Dec.of(amount))) throw errors.ErrIntegerUnderflowDelegateStakePlacement();
  settle(ctx, delegation, before, before.amount.sub(Dec.of(amount)), bank);
  const upon = delegatedUpon(ctx, topicId, reputer);
  if (amount > upon) throw errors.ErrIntegerUnderflowDelegateStakeUponReputer();
  unbookStake(ctx, topicId, reputer, amount, {
    available: authorityOf(ctx, topicId, reputer),
    error: errors.ErrIntegerUnderflowReputerStakeAuthority,
  });
  setAmount(ctx, state.stakeSumFromDelegator, [topicId, delegator], fromDelegator - amount);
  setAmount(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer], upon - amount);
}
