import { Dec } from '../../../../protocol/decimal/index.ts';
import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import { moduleAccountAddress } from '../../../module-accounts.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { amountAt, DENOM, decAt } from '../amounts.ts';
import { totalStake } from '../stake.ts';
import { state } from '../state.ts';

function authority(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
}

function delegatedUpon(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer]);
}

/** Stakes in uallo; an actor without stake has zero (docs/spec/emissions.md §6.4, §16). */
export const stakeQueries = {
  getTotalStake: (ctx) => ({ amount: `${totalStake(ctx)}` }),
  getTopicStake: (ctx, { topicId }) => ({ amount: `${amountAt(ctx, state.topicStake, topicId)}` }),
  getReputerStakeInTopic: (ctx, { topicId, address }) => ({ amount: `${authority(ctx, topicId, address)}` }),
  getStakeReputerAuthority: (ctx, { topicId, reputer }) => ({ authority: `${authority(ctx, topicId, reputer)}` }),
  getMultiReputerStakeInTopic(ctx, { topicId, addresses }) {
    const { maxPageLimit } = state.params.require(ctx);
    if (BigInt(addresses.length) > maxPageLimit)
      throw grpcErrors.invalidArgument(`more than ${maxPageLimit} addresses`);
    return {
      amounts: addresses.map((reputer) => ({ topicId, reputer, amount: `${authority(ctx, topicId, reputer)}` })),
    };
  },
  getStakeFromReputerInTopicInSelf: (ctx, { topicId, reputerAddress }) => ({
    amount: `${authority(ctx, topicId, reputerAddress) - delegatedUpon(ctx, topicId, reputerAddress)}`,
  }),
  getDelegateStakeInTopicInReputer: (ctx, { topicId, reputerAddress }) => ({
    amount: `${delegatedUpon(ctx, topicId, reputerAddress)}`,
  }),
  getDelegateStakeUponReputer: (ctx, { topicId, target }) => ({ stake: `${delegatedUpon(ctx, topicId, target)}` }),
  getStakeFromDelegatorInTopic: (ctx, { topicId, delegatorAddress }) => ({
    amount: `${amountAt(ctx, state.stakeSumFromDelegator, [topicId, delegatorAddress])}`,
  }),
  getStakeFromDelegatorInTopicInReputer(ctx, { topicId, delegatorAddress, reputerAddress }) {
    const placed = state.delegatedStakes.get(ctx, [topicId, delegatorAddress, reputerAddress]);
    return { amount: `${placed ? Dec.parse(placed.amount).trunc() : 0n}` };
  },
  getDelegateStakePlacement: (ctx, { topicId, delegator, target }) => ({
    delegatorInfo: state.delegatedStakes.get(ctx, [topicId, delegator, target]) ?? { amount: '0', rewardDebt: '0' },
  }),
  getDelegateRewardPerShare: (ctx, { topicId, reputer }) => ({
    rewardPerShare: decAt(ctx, state.delegateRewardPerShare, [topicId, reputer]).marshal(),
  }),
} satisfies ServiceImpl<typeof QueryService>;

/** What waits to be paid to topics, and the share of past rewards that went to stakers. */
export function rewardQueries(bank: BankKeeper) {
  return {
    getTotalRewardToDistribute: (ctx) => ({
      totalReward: `${bank.balance(ctx, moduleAccountAddress('allorarewards'), DENOM)}`,
    }),
    getPreviousPercentageRewardToStakedReputers: (ctx) => ({
      percentageReward: (state.previousPercentageRewardToStakedReputers.get(ctx) ?? Dec.ZERO).marshal(),
    }),
  } satisfies ServiceImpl<typeof QueryService>;
}
