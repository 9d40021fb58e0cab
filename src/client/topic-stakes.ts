import { EventAddStakeSchema, EventReputerRegisteredSchema } from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';
import { searchTxEvents } from './search.ts';
import { getTopic } from './topics.ts';

/** A reputer of a topic and the stake behind it; amounts in uallo, decimals as text. */
export interface ReputerStake {
  readonly reputer: string;
  readonly registered: boolean;
  readonly self: string;
  readonly delegated: string;
  readonly authority: string;
  /** Part of the topic's whole stake, 0 to 1. */
  readonly share: number;
  /** How much the network listens to it: 1 fully, 0 not at all. */
  readonly listeningCoefficient: string;
}

const ascending = (addresses: Iterable<string>): string[] => [...new Set(addresses)].sort((a, b) => (a < b ? -1 : 1));

/**
 * Reputers of a topic: the chain keeps no list that can be asked for, so who registered or received stake is read from the
 * transactions that the node has indexed, and who was counted in the latest losses.
 */
async function knownReputers(client: AlloraClient, topicId: bigint): Promise<string[]> {
  const { getTopicLastReputerCommitInfo, getReputerLossBundlesAtBlock } = QueryService.method;
  const [registered, staked, commit] = await Promise.all([
    searchTxEvents(client, EventReputerRegisteredSchema, { topic_id: topicId }),
    searchTxEvents(client, EventAddStakeSchema, { topic_id: topicId }),
    orNothing(client.query(getTopicLastReputerCommitInfo, { topicId })),
  ]);
  const blockHeight = commit?.lastCommit?.nonce?.blockHeight ?? 0n;
  const counted =
    blockHeight === 0n
      ? undefined
      : await orNothing(client.query(getReputerLossBundlesAtBlock, { topicId, blockHeight }));
  return ascending([
    ...registered.map(({ message }) => message.reputer),
    ...staked.map(({ message }) => message.reputer),
    ...(counted?.lossBundles ?? []).map(({ reputer }) => reputer),
  ]);
}

/** Every known reputer of a topic with its stake, most stake first. @throws ClientError `not-found` */
export async function topicStakes(client: AlloraClient, topicId: bigint): Promise<ReputerStake[]> {
  await getTopic(client, topicId);
  const [reputers, { amount: whole }] = await Promise.all([
    knownReputers(client, topicId),
    client.query(QueryService.method.getTopicStake, { topicId }),
  ]);
  const stakes = await Promise.all(
    reputers.map((reputer) => reputerStake(client, topicId, reputer, BigInt(whole || '0'))),
  );
  return stakes
    .filter(({ registered, authority }) => registered || authority !== '0')
    .sort((a, b) =>
      BigInt(b.authority) > BigInt(a.authority) ? 1 : BigInt(b.authority) < BigInt(a.authority) ? -1 : 0,
    );
}

async function reputerStake(
  client: AlloraClient,
  topicId: bigint,
  reputer: string,
  whole: bigint,
): Promise<ReputerStake> {
  const {
    getStakeReputerAuthority,
    getDelegateStakeUponReputer,
    getListeningCoefficient,
    isReputerRegisteredInTopicId,
  } = QueryService.method;
  const [{ authority }, { stake }, { listeningCoefficient }, { isRegistered }] = await Promise.all([
    client.query(getStakeReputerAuthority, { topicId, reputer }),
    client.query(getDelegateStakeUponReputer, { topicId, target: reputer }),
    client.query(getListeningCoefficient, { topicId, reputer }),
    client.query(isReputerRegisteredInTopicId, { topicId, address: reputer }),
  ]);
  const all = BigInt(authority || '0');
  const delegated = BigInt(stake || '0');
  return {
    reputer,
    registered: isRegistered,
    self: (all - delegated).toString(),
    delegated: delegated.toString(),
    authority: all.toString(),
    share: whole === 0n ? 0 : Number((all * 1_000_000n) / whole) / 1_000_000,
    listeningCoefficient: listeningCoefficient?.coefficient || '1',
  };
}

/** Reputers of a topic that an address has ever staked on, as far as the node's index tells. */
export async function reputersOf(client: AlloraClient, topicId: bigint, delegator: string): Promise<string[]> {
  const placed = await searchTxEvents(client, EventAddStakeSchema, { topic_id: topicId, delegator });
  return ascending(placed.map(({ message }) => message.reputer));
}
