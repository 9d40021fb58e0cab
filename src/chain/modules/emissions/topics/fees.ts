import { EventFundTopicSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { FundTopicRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors, sdkErrors } from '../../../errors.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { addAmount, coinsOf, DENOM } from '../amounts.ts';
import { emit } from '../events.ts';
import type { PayFee } from '../payloads/fees-port.ts';
import { ECOSYSTEM } from '../rewards/accounts.ts';
import { state } from '../state.ts';
import { activateIfHeavyEnough } from './activation.ts';

/** Moves a fee to `ecosystem`; sdk 5 when the payer has too little. A zero fee moves nothing (docs/spec/emissions.md §6.1). */
export function collectFee(ctx: Context, bank: BankKeeper, payer: string, fee: bigint): void {
  const balance = bank.balance(ctx, payer, DENOM);
  if (balance < fee) throw sdkErrors.insufficientFunds(`${payer} has ${balance}${DENOM}, the fee is ${fee}${DENOM}`);
  if (fee > 0n) bank.sendFromAccountToModule(ctx, payer, ECOSYSTEM, DENOM, fee);
}

/** The fee helper of docs/spec/emissions.md §6.1: the fee, the topic's revenue, an attempt to activate the topic. */
export function payFeeWith(bank: BankKeeper): PayFee {
  return (ctx, payer, topicId, fee) => {
    collectFee(ctx, bank, payer, fee);
    addAmount(ctx, state.topicFeeRevenue, topicId, fee);
    activateIfHeavyEnough(ctx, topicId);
  };
}

/** `FundTopic`: anyone may add uallo to a topic's revenue; there is no refund (docs/spec/emissions.md §6.5). */
export function fundTopic(ctx: Context, msg: FundTopicRequest, payFee: PayFee): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  if (!state.topics.has(ctx, msg.topicId)) throw grpcErrors.notFound(`topic ${msg.topicId} not found`);
  // Zero passes, as a zero fee does; what is no amount at all never does.
  payFee(ctx, msg.sender, msg.topicId, coinsOf(msg.amount, true));
  emit(ctx, EventFundTopicSchema, { topicId: msg.topicId, funder: msg.sender, amount: msg.amount });
  return {};
}
