import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../protocol/decimal/index.ts';
import { DelegatorInfoSchema } from '../../../wire/gen/emissions/v3/types_pb.ts';
import { EventAddStakeSchema, EventReputerStakeUpdatedSchema } from '../../../wire/gen/emissions/v10/events_pb.ts';
import type { AddStakeRequest, DelegateStakeRequest } from '../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { sdkErrors } from '../../errors.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { addAmount, amountAt, coinsOf, DENOM, decAt } from './amounts.ts';
import { errors } from './errors.ts';
import { emit } from './events.ts';
import { canSubmitReputerPayload } from './permissions.ts';
import { state } from './state.ts';
import { activateIfHeavyEnough } from './topics/activation.ts';
import { requireTopicExists } from './topics/store.ts';

/** Holds every staked coin: own, delegated, and waiting to be removed. */
const STAKING = 'allorastaking';
/** Holds the delegators' accrued rewards. */
const PENDING_REWARDS = 'allorapendingrewards';

/** `AddStake`: a registered reputer stakes on itself (docs/spec/emissions.md §6.4; who may: §6.9, §19 item 12). */
export function addStake(ctx: Context, msg: AddStakeRequest, bank: BankKeeper): Record<string, never> {
  const { sender, topicId } = msg;
  const amount = coinsOf(msg.amount, true);
  accountAddress(sender, 'sender');
  requireTopicExists(ctx, topicId);
  if (!canSubmitReputerPayload(ctx, topicId, sender)) throw errors.ErrNotPermittedToAddStake(sender);
  requireReputer(ctx, topicId, sender);
  bank.sendFromAccountToModule(ctx, sender, STAKING, DENOM, amount);
  addReputerStake(ctx, topicId, sender, amount);
  activateIfHeavyEnough(ctx, topicId);
  return {};
}

/** `DelegateStake`: anyone stakes upon a registered reputer (docs/spec/emissions.md §6.4). */
export function delegateStake(ctx: Context, msg: DelegateStakeRequest, bank: BankKeeper): Record<string, never> {
  const { sender, topicId, reputer } = msg;
  if (reputer === sender) throw sdkErrors.invalidRequest('cannot delegate to oneself');
  const amount = coinsOf(msg.amount);
  accountAddress(sender, 'sender');
  accountAddress(reputer, 'reputer');
  requireTopicExists(ctx, topicId);
  requireReputer(ctx, topicId, reputer);
  bank.sendFromAccountToModule(ctx, sender, STAKING, DENOM, amount);
  addDelegateStake(ctx, { topicId, delegator: sender, reputer }, amount, bank);
  activateIfHeavyEnough(ctx, topicId);
  return {};
}

function requireReputer(ctx: Context, topicId: bigint, reputer: string): void {
  if (state.topicReputers.has(ctx, [topicId, reputer])) return;
  throw errors.ErrAddressIsNotRegisteredInThisTopic(`reputer ${reputer}, topic ${topicId}`);
}

/** Books a reputer's own stake: authority, topic and total (docs/spec/emissions.md §6.4). The coins moved before. */
function addReputerStake(ctx: Context, topicId: bigint, reputer: string, amount: bigint): void {
  if (amount === 0n) throw errors.ErrInvalidValue('amount of stake is zero');
  bookStake(ctx, topicId, reputer, amount);
  emitStake(ctx, topicId, reputer, '', amount);
}

/** Who delegates to whom, where. */
interface Delegation {
  readonly topicId: bigint;
  readonly delegator: string;
  readonly reputer: string;
}

/**
 * Books delegated stake. What the placement has earned so far is paid out, its fraction is lost, and the reward debt becomes that
 * of the new amount (docs/spec/emissions.md §6.4). The staked coins moved before.
 */
export function addDelegateStake(ctx: Context, delegation: Delegation, amount: bigint, bank: BankKeeper): void {
  if (amount === 0n) throw errors.ErrInvalidValue('amount of stake is zero');
  const { topicId, delegator, reputer } = delegation;
  const key = [topicId, delegator, reputer] as const;
  const placed = state.delegatedStakes.get(ctx, key);
  const share = decAt(ctx, state.delegateRewardPerShare, [topicId, reputer]);
  const before = placed ? Dec.parse(placed.amount) : Dec.ZERO;
  if (placed && before.gt(Dec.ZERO)) {
    const pending = before.mul(share).sub(Dec.parse(placed.rewardDebt));
    if (pending.gt(Dec.ZERO)) bank.sendFromModuleToAccount(ctx, PENDING_REWARDS, delegator, DENOM, pending.trunc());
  }
  const after = before.add(Dec.of(amount));
  state.delegatedStakes.set(
    ctx,
    key,
    create(DelegatorInfoSchema, { amount: after.marshal(), rewardDebt: after.mul(share).marshal() }),
  );
  addAmount(ctx, state.stakeSumFromDelegator, [topicId, delegator], amount);
  addAmount(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer], amount);
  bookStake(ctx, topicId, reputer, amount);
  emitStake(ctx, topicId, reputer, delegator, amount);
}

function bookStake(ctx: Context, topicId: bigint, reputer: string, amount: bigint): void {
  addAmount(ctx, state.stakeReputerAuthority, [topicId, reputer], amount);
  addAmount(ctx, state.topicStake, topicId, amount);
  state.totalStake.set(ctx, totalStake(ctx) + amount);
}

/** `delegator` is empty for a reputer's own stake. */
function emitStake(ctx: Context, topicId: bigint, reputer: string, delegator: string, amount: bigint): void {
  emit(ctx, EventAddStakeSchema, { topicId, reputer, delegator, amount: `${amount}` });
  const authority = amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
  emit(ctx, EventReputerStakeUpdatedSchema, { topicId, reputer, amount: `${authority}` });
}

/** Every staked uallo of the network. */
export function totalStake(ctx: Context): bigint {
  return state.totalStake.get(ctx) ?? 0n;
}
