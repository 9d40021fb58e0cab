import { Dec } from '../../../../protocol/decimal/index.ts';
import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import { moduleAccountAddress } from '../../../module-accounts.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { amountAt, DENOM, decAt } from '../amounts.ts';
import { errors } from '../errors.ts';
import { totalStake } from '../stake/books.ts';
import { state } from '../state.ts';
import { queriedTopic } from './topics.ts';

function authority(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeReputerAuthority, [topicId, reputer]);
}

function delegatedUpon(ctx: Context, topicId: bigint, reputer: string): bigint {
  return amountAt(ctx, state.stakeFromDelegatorsUponReputer, [topicId, reputer]);
}

/** The addresses must be ones, then the topic must be there. */
function checked(ctx: Context, topicId: bigint, addresses: Record<string, string>): void {
  for (const [what, address] of Object.entries(addresses)) accountAddress(address, what);
  queriedTopic(ctx, topicId);
}

/** Stakes in uallo; an actor without stake has zero (docs/spec/emissions.md §6.4; which queries check what: §16). */
export const stakeQueries = {
  getTotalStake: (ctx) => ({ amount: `${totalStake(ctx)}` }),
  getTopicStake(ctx, { topicId }) {
    queriedTopic(ctx, topicId);
    return { amount: `${amountAt(ctx, state.topicStake, topicId)}` };
  },
  getReputerStakeInTopic(ctx, { topicId, address }) {
    checked(ctx, topicId, { reputer: address });
    return { amount: `${authority(ctx, topicId, address)}` };
  },
  getStakeReputerAuthority: (ctx, { topicId, reputer }) => ({ authority: `${authority(ctx, topicId, reputer)}` }),
  /** What is no address has no stake. */
  getMultiReputerStakeInTopic(ctx, { topicId, addresses }) {
    queriedTopic(ctx, topicId);
    const { maxPageLimit } = state.params.require(ctx);
    if (BigInt(addresses.length) > maxPageLimit)
      throw grpcErrors.invalidArgument(`cannot query more than ${maxPageLimit} addresses at once`);
    return {
      amounts: addresses.map((reputer) => ({ topicId, reputer, amount: `${authority(ctx, topicId, reputer)}` })),
    };
  },
  getStakeFromReputerInTopicInSelf(ctx, { topicId, reputerAddress }) {
    checked(ctx, topicId, { reputer: reputerAddress });
    const own = authority(ctx, topicId, reputerAddress) - delegatedUpon(ctx, topicId, reputerAddress);
    if (own < 0n) throw errors.ErrInvariantFailure("the reputer's own stake is negative");
    return { amount: `${own}` };
  },
  getDelegateStakeInTopicInReputer(ctx, { topicId, reputerAddress }) {
    checked(ctx, topicId, { reputer: reputerAddress });
    return { amount: `${delegatedUpon(ctx, topicId, reputerAddress)}` };
  },
  getDelegateStakeUponReputer: (ctx, { topicId, target }) => ({ stake: `${delegatedUpon(ctx, topicId, target)}` }),
  getStakeFromDelegatorInTopic(ctx, { topicId, delegatorAddress }) {
    checked(ctx, topicId, { delegator: delegatorAddress });
    return { amount: `${amountAt(ctx, state.stakeSumFromDelegator, [topicId, delegatorAddress])}` };
  },
  getStakeFromDelegatorInTopicInReputer(ctx, { topicId, delegatorAddress, reputerAddress }) {
    checked(ctx, topicId, { reputer: reputerAddress, delegator: delegatorAddress });
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
