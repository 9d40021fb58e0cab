import { Dec } from '../../../../protocol/decimal/index.ts';
import {
  EventDelegateRewardDistributedSchema,
  EventDelegateRewardShareUpdatedSchema,
  EventRewardDelegateStakeSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { RewardDelegateStakeRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { DENOM, decAt } from '../amounts.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { REWARDS } from '../rewards/accounts.ts';
import { state } from '../state.ts';
import { requireTopicExists } from '../topics/store.ts';
import { delegatedUpon } from './books.ts';
import { PENDING_REWARDS, placementOf, settle } from './delegations.ts';

/**
 * Gives a reputer's delegators their part of its reward: part / delegated stake is added to the reward per share, and the coins move
 * from `allorarewards` to `allorapendingrewards`, where they wait to be claimed (docs/spec/emissions.md §11.7). Nothing happens for a part of zero.
 * @param part uallo; must be zero when nobody delegates to the reputer
 * @param bank moves the coins
 */
export function distributeToDelegators(
  ctx: Context,
  topicId: bigint,
  reputer: string,
  part: bigint,
  bank: BankKeeper,
): void {
  if (part === 0n) return;
  const added = Dec.of(part).quo(Dec.of(delegatedUpon(ctx, topicId, reputer)));
  const share = decAt(ctx, state.delegateRewardPerShare, [topicId, reputer]).add(added);
  state.delegateRewardPerShare.set(ctx, [topicId, reputer], share);
  emit(ctx, EventDelegateRewardShareUpdatedSchema, { topicId, reputer, rewardPerShare: eventDec(share) });
  bank.sendFromModuleToModule(ctx, REWARDS, PENDING_REWARDS, DENOM, part);
  emit(ctx, EventDelegateRewardDistributedSchema, { topicId, reputer, amount: `${part}` });
}

/**
 * `RewardDelegateStake`: pays what a delegation has earned; nothing pending is no error (docs/spec/emissions.md §6.4). Whole uallo are
 * paid, the event tells the amount before that.
 */
export function rewardDelegateStake(
  ctx: Context,
  msg: RewardDelegateStakeRequest,
  bank: BankKeeper,
): Record<string, never> {
  const { sender, topicId, reputer } = msg;
  accountAddress(sender, 'sender');
  accountAddress(reputer, 'reputer');
  requireTopicExists(ctx, topicId);
  const delegation = { topicId, delegator: sender, reputer };
  const before = placementOf(ctx, delegation);
  if (before.pending.gt(Dec.ZERO)) {
    settle(ctx, delegation, before, before.amount, bank);
    emit(ctx, EventRewardDelegateStakeSchema, {
      topicId,
      reputer,
      delegator: sender,
      amount: eventDec(before.pending),
    });
  }
  return {};
}
