import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { reputerWindow } from '../../client/windows.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';

/** A nonce that an actor can answer to. Heights. */
export interface ActorWindow {
  /** Height that opened the epoch. */
  readonly nonce: bigint;
  /** From this height on, a transaction in the next block counts. */
  readonly opens: bigint;
  /** Last block that may hold the submission. */
  readonly end: bigint;
}

type TopicTimes = Pick<Topic, 'epochLength' | 'groundTruthLag' | 'workerSubmissionWindow'>;

/**
 * When an actor of a role should answer to a nonce. A reputer begins when the epoch before is closed: the chain would take
 * its losses earlier where the lag is no multiple of the epoch, and then drop them at that close (`docs/spec/emissions.md` §4.7).
 */
export function windowOf(topic: TopicTimes, role: ActorRole, nonce: bigint): ActorWindow {
  if (role !== 'reputer') return { nonce, opens: nonce, end: nonce + topic.workerSubmissionWindow };
  const { end } = reputerWindow(topic, nonce);
  return { nonce, opens: end - topic.epochLength, end };
}

/** The windows of every nonce that is not fulfilled yet, oldest first. */
export async function openWindows(client: AlloraClient, topic: Topic, role: ActorRole): Promise<ActorWindow[]> {
  const { getUnfulfilledReputerNonces, getUnfulfilledWorkerNonces } = QueryService.method;
  const of = { topicId: topic.id };
  const nonces =
    role === 'reputer'
      ? (await client.query(getUnfulfilledReputerNonces, of)).nonces?.nonces.map(
          ({ reputerNonce }) => reputerNonce?.blockHeight ?? 0n,
        )
      : (await client.query(getUnfulfilledWorkerNonces, of)).nonces?.nonces.map(({ blockHeight }) => blockHeight);
  return (nonces ?? [])
    .filter((nonce) => nonce > 0n)
    .sort((a, b) => Number(a - b))
    .map((nonce) => windowOf(topic, role, nonce));
}
