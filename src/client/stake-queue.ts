import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';
import { getTopic } from './topics.ts';

/** Stake that was asked back and waits. */
export interface WaitingRemoval {
  readonly topicId: string;
  readonly reputer: string;
  /** Null where it is the reputer's own stake. */
  readonly delegator: string | null;
  /** uallo */
  readonly amount: string;
  /** Height of the request. */
  readonly requested: number;
  /** Height of the block that pays it at the earliest. */
  readonly matures: number;
}

interface Stored {
  readonly topicId: bigint;
  readonly reputer: string;
  readonly delegator?: string;
  readonly amount: string;
  readonly blockRemovalStarted: bigint;
  readonly blockRemovalCompleted: bigint;
}

const waiting = (removal: Stored): WaitingRemoval => ({
  topicId: removal.topicId.toString(),
  reputer: removal.reputer,
  delegator: removal.delegator ?? null,
  amount: removal.amount || '0',
  requested: Number(removal.blockRemovalStarted),
  matures: Number(removal.blockRemovalCompleted),
});

/** The queue as a whole, in the order in which it is paid. */
export interface RemovalQueue {
  readonly height: number;
  /** Removals paid in one block, of each kind, at most. */
  readonly perBlock: number;
  readonly own: readonly WaitingRemoval[];
  readonly delegated: readonly WaitingRemoval[];
}

/**
 * The whole network's waiting removals, those of one topic where one is given (`docs/spec/emissions.md` §5.3).
 * @throws ClientError `not-found` where that topic does not exist
 */
export async function removalQueue(client: AlloraClient, topicId?: bigint): Promise<RemovalQueue> {
  if (topicId !== undefined) await getTopic(client, topicId);
  const { getParams, getStakeRemovalsUpUntilBlock, getDelegateStakeRemovalsUpUntilBlock } = QueryService.method;
  const [height, { params }] = await Promise.all([client.height(), client.query(getParams, {})]);
  // Nothing that waits now matures later than this.
  const at = { blockHeight: height + (params?.removeStakeDelayWindow ?? 0n) + 1n };
  const [own, delegated] = await Promise.all([
    client.query(getStakeRemovalsUpUntilBlock, at),
    client.query(getDelegateStakeRemovalsUpUntilBlock, at),
  ]);
  const wanted = (removals: readonly Stored[]) =>
    removals.filter((removal) => topicId === undefined || removal.topicId === topicId).map(waiting);
  return {
    height: Number(height),
    perBlock: Number(params?.halfMaxProcessStakeRemovalsEndBlock ?? 0n),
    own: wanted(own.removals),
    delegated: wanted(delegated.removals),
  };
}

/** A reputer's own waiting removal in a topic. */
export async function ownRemoval(
  client: AlloraClient,
  topicId: bigint,
  reputer: string,
): Promise<WaitingRemoval | null> {
  const found = await orNothing(client.query(QueryService.method.getStakeRemovalInfo, { topicId, reputer }));
  return found?.removal ? waiting(found.removal) : null;
}

/** A delegator's waiting removal from a reputer. */
export async function delegatedRemoval(
  client: AlloraClient,
  topicId: bigint,
  delegator: string,
  reputer: string,
): Promise<WaitingRemoval | null> {
  const { getDelegateStakeRemovalInfo } = QueryService.method;
  const found = await orNothing(client.query(getDelegateStakeRemovalInfo, { topicId, delegator, reputer }));
  return found?.removal ? waiting(found.removal) : null;
}
