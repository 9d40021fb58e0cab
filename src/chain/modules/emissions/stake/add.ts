import type { AddStakeRequest, DelegateStakeRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { coinsOf, DENOM } from '../amounts.ts';
import { errors } from '../errors.ts';
import { canSubmitReputerPayload } from '../permissions.ts';
import { state } from '../state.ts';
import { activateIfHeavyEnough } from '../topics/activation.ts';
import { requireTopicExists } from '../topics/store.ts';
import { addReputerStake, STAKING } from './books.ts';
import { addDelegateStake } from './delegations.ts';

/** `AddStake`: a registered reputer stakes on itself (docs/spec/emissions.md §6.4; who may: §6.9, §19 item 12). */
export function addStake(ctx: Context, msg: AddStakeRequest, bank: BankKeeper): Record<string, never> {
  const { sender, topicId } = msg;
  const amount = coinsOf(msg.amount);
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
