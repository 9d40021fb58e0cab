import { Dec } from '../../../protocol/decimal/index.ts';
import type { Context } from '../../context.ts';
import { moduleAccountAddress } from '../../module-accounts.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { blockEmission } from './state.ts';

const DENOM = 'uallo';

/** What mint needs of the module that rewards topics. */
export interface TopicRewardsPort {
  /** The share of a block's emission that validators get, from 0 to 1. */
  validatorsShare(ctx: Context): Dec;
  /** Takes note of the uallo that topics got in this block. */
  setBlockEmission(ctx: Context, amount: bigint): void;
}

/**
 * Pays a block's emission out of `ecosystem`, or what is left there: the validators' share, in whole uallo, to `fee_collector`, the
 * rest to `allorarewards` (docs/spec/emissions.md §1.1). Of nothing, nothing is noted either: the last amount stays (docs/spec/tokenomics.md §5).
 */
export function payBlockEmission(ctx: Context, bank: BankKeeper, topics: TopicRewardsPort): void {
  const aim = blockEmission.get(ctx);
  if (aim === undefined) return;
  const held = bank.balance(ctx, moduleAccountAddress('ecosystem'), DENOM);
  const emission = held < aim ? held : aim;
  if (emission === 0n) return;
  const toValidators = topics.validatorsShare(ctx).mul(Dec.of(emission)).trunc();
  const toTopics = emission - toValidators;
  bank.sendFromModuleToModule(ctx, 'ecosystem', 'fee_collector', DENOM, toValidators);
  if (toTopics === 0n) return;
  bank.sendFromModuleToModule(ctx, 'ecosystem', 'allorarewards', DENOM, toTopics);
  topics.setBlockEmission(ctx, toTopics);
}
