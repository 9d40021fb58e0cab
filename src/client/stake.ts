import { Dec } from '../protocol/decimal/index.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { getTopic } from './topics.ts';

/** Stake of an address in a topic, as reputer and as delegator; all in uallo. */
export interface StakeAmounts {
  readonly self: string;
  readonly delegatedTo: string;
  readonly authority: string;
  readonly delegatedFrom: string;
  readonly topicStake: string;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function stakeStanding(client: AlloraClient, topicId: bigint, address: string): Promise<StakeAmounts> {
  await getTopic(client, topicId);
  const { getStakeReputerAuthority, getDelegateStakeUponReputer, getStakeFromDelegatorInTopic, getTopicStake } =
    QueryService.method;
  const [{ authority }, { stake: delegatedTo }, { amount: delegatedFrom }, { amount: topicStake }] = await Promise.all([
    client.query(getStakeReputerAuthority, { topicId, reputer: address }),
    client.query(getDelegateStakeUponReputer, { topicId, target: address }),
    client.query(getStakeFromDelegatorInTopic, { topicId, delegatorAddress: address }),
    client.query(getTopicStake, { topicId }),
  ]);
  return {
    self: (BigInt(authority || '0') - BigInt(delegatedTo || '0')).toString(),
    delegatedTo: delegatedTo || '0',
    authority: authority || '0',
    delegatedFrom: delegatedFrom || '0',
    topicStake: topicStake || '0',
  };
}

/** What a reputer has staked itself, in uallo. */
export async function ownStake(client: AlloraClient, topicId: bigint, reputer: string): Promise<bigint> {
  return BigInt((await stakeStanding(client, topicId, reputer)).self);
}

/** A delegator's stake on one reputer and what it has earned so far. */
export interface Placement {
  readonly reputer: string;
  /** uallo */
  readonly amount: string;
  /** What `claim` pays now, in uallo. */
  readonly pending: string;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function placement(
  client: AlloraClient,
  topicId: bigint,
  delegator: string,
  reputer: string,
): Promise<Placement> {
  await getTopic(client, topicId);
  const { getDelegateStakePlacement, getDelegateRewardPerShare } = QueryService.method;
  const [{ delegatorInfo }, { rewardPerShare }] = await Promise.all([
    client.query(getDelegateStakePlacement, { topicId, delegator, target: reputer }),
    client.query(getDelegateRewardPerShare, { topicId, reputer }),
  ]);
  const amount = Dec.parse(delegatorInfo?.amount || '0');
  const debt = Dec.parse(delegatorInfo?.rewardDebt || '0');
  const pending = amount.mul(Dec.parse(rewardPerShare || '0')).sub(debt);
  return {
    reputer,
    amount: amount.trunc().toString(),
    pending: pending.isNegative() ? '0' : pending.trunc().toString(),
  };
}

/** What a delegator has staked on a reputer, in uallo. */
export async function placedStake(
  client: AlloraClient,
  topicId: bigint,
  delegator: string,
  reputer: string,
): Promise<bigint> {
  return BigInt((await placement(client, topicId, delegator, reputer)).amount);
}
