import { actorQueries } from '../../client/actor-queries.ts';
import { listeningCoefficient } from '../../client/actor-scores.ts';
import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { lastClosedNonce } from '../../client/closed-windows.ts';
import { searchTxEvents } from '../../client/search.ts';
import { type TopicStanding, topicStanding } from '../../client/topics.ts';
import { Query as Bank } from '../../wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { EventReputerRegisteredSchema, EventWorkerRegisteredSchema } from '../../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';

/** What a doctor knows of an actor in a topic. Heights and nonces; amounts in uallo; decimals as text. */
export interface ActorFacts {
  readonly role: ActorRole;
  readonly address: string;
  readonly topic: TopicStanding;
  readonly height: bigint;
  readonly registered: boolean;
  /** Height of its latest registration, as far as the node's index tells; 0 where it is not known. */
  readonly registeredAt: bigint;
  readonly permitted: boolean;
  readonly balance: bigint;
  /** What its next step costs: a payload, and the registration where that is missing. */
  readonly fee: bigint;
  readonly minimumWeight: string;
  /** The window that takes submissions now; undefined where none does. */
  readonly open: { readonly nonce: bigint; readonly end: bigint } | undefined;
  /** First block of the next window; 0 where none is planned. */
  readonly nextWindow: bigint;
  /** The newest nonce whose window of this role is over; 0 before the first. */
  readonly lastClosed: bigint;
  /** The nonce that it submitted for last; 0 for never. */
  readonly lastSubmitted: bigint;
  /** Smoothed score, and the lowest of those that are in the open window's active set. */
  readonly score: string;
  readonly lowest: string | undefined;
  /** How many the active set holds, and who was in it when the last window closed. */
  readonly places: bigint;
  readonly committed: readonly string[];
  /** Inferers whose answers made the last network inference. */
  readonly inferers: readonly string[];
  /** A nonce that was asked about: whether it is still open. */
  readonly asked: { readonly nonce: bigint; readonly open: boolean } | undefined;
  /** Reputers only. */
  readonly stake: { readonly authority: bigint; readonly required: bigint; readonly coefficient: string } | undefined;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function actorFacts(
  client: AlloraClient,
  topicId: bigint,
  role: ActorRole,
  address: string,
  nonce?: bigint,
): Promise<ActorFacts> {
  const { method } = QueryService;
  const topic = await topicStanding(client, topicId);
  const ask = actorQueries(client, topicId, role, address);
  const windowOf =
    role === 'reputer' ? method.getReputerSubmissionWindowStatus : method.getWorkerSubmissionWindowStatus;
  const [height, window, { params }, { balance }, score, lowest] = await Promise.all([
    client.height(),
    client.query(windowOf, { topicId, address }),
    client.query(method.getParams, {}),
    client.query(Bank.method.balance, { address, denom: 'uallo' }),
    ask.score(),
    ask.lowest(),
  ]);
  const lastWorkers = await lastClosedNonce(client, topic.topic, 'worker', height);
  const lastClosed = role === 'reputer' ? await lastClosedNonce(client, topic.topic, 'reputer', height) : lastWorkers;
  const inferersOf = actorQueries(client, topicId, 'worker', address);
  const [registeredAt, committed, inferers] = await Promise.all([
    window.isRegistered ? registrationHeight(client, topicId, role, address) : 0n,
    lastClosed > 0n ? ask.committed(lastClosed) : [],
    lastWorkers > 0n ? inferersOf.committed(lastWorkers) : [],
  ]);
  const amount = (text: string | undefined) => BigInt(text || '0');
  return {
    ...{ role, address, topic, height, registeredAt, lastClosed, committed, inferers },
    registered: window.isRegistered,
    permitted: window.isWhitelisted,
    balance: amount(balance?.amount),
    fee: amount(params?.dataSendingFee) + (window.isRegistered ? 0n : amount(params?.registrationFee)),
    minimumWeight: params?.minTopicWeight || '0',
    open: window.isOpen ? { nonce: window.currentNonceBlockHeight, end: window.windowEndBlock } : undefined,
    nextWindow: window.nextWindowStartBlock,
    lastSubmitted: score?.blockHeight ?? 0n,
    score: score?.score || '0',
    lowest: lowest?.score,
    places: placesOf(role, params),
    asked: nonce === undefined ? undefined : { nonce, open: await isOpen(client, topicId, role, nonce) },
    stake:
      role === 'reputer' ? await stakeOf(client, topicId, address, amount(params?.requiredMinimumStake)) : undefined,
  };
}

async function registrationHeight(
  client: AlloraClient,
  topicId: bigint,
  role: ActorRole,
  address: string,
): Promise<bigint> {
  const found =
    role === 'reputer'
      ? await searchTxEvents(client, EventReputerRegisteredSchema, { topic_id: topicId, reputer: address })
      : await searchTxEvents(client, EventWorkerRegisteredSchema, { topic_id: topicId, worker: address });
  return found.at(-1)?.height ?? 0n;
}

interface Places {
  readonly maxTopInferersToReward: bigint;
  readonly maxTopForecastersToReward: bigint;
  readonly maxTopReputersToReward: bigint;
}

function placesOf(role: ActorRole, params: Places | undefined): bigint {
  if (role === 'worker') return params?.maxTopInferersToReward ?? 0n;
  return (role === 'forecaster' ? params?.maxTopForecastersToReward : params?.maxTopReputersToReward) ?? 0n;
}

async function isOpen(client: AlloraClient, topicId: bigint, role: ActorRole, blockHeight: bigint): Promise<boolean> {
  const { isReputerNonceUnfulfilled, isWorkerNonceUnfulfilled } = QueryService.method;
  return role === 'reputer'
    ? (await client.query(isReputerNonceUnfulfilled, { topicId, blockHeight })).isReputerNonceUnfulfilled
    : (await client.query(isWorkerNonceUnfulfilled, { topicId, blockHeight })).isWorkerNonceUnfulfilled;
}

async function stakeOf(client: AlloraClient, topicId: bigint, reputer: string, required: bigint) {
  const [{ authority }, coefficient] = await Promise.all([
    client.query(QueryService.method.getStakeReputerAuthority, { topicId, reputer }),
    listeningCoefficient(client, topicId, reputer),
  ]);
  return { authority: BigInt(authority || '0'), required, coefficient };
}
