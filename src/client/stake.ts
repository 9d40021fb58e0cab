import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { getTopic } from './topics.ts';

/**
 * Stake of an address in a topic, as reputer and as delegator; all in uallo.
 * @throws ClientError `not-found` where the topic does not exist
 */
export async function stakeStanding(
  client: AlloraClient,
  topicId: bigint,
  address: string,
): Promise<{ self: string; delegatedTo: string; authority: string; delegatedFrom: string; topicStake: string }> {
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
