import type { TimestampedValue } from '../wire/gen/emissions/v3/types_pb.ts';
import type { InputInference } from '../wire/gen/emissions/v10/input_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { actorQueries } from './actor-queries.ts';
import type { AlloraClient } from './client.ts';
import type { Labelled } from './labelled.ts';
import { orNothing } from './optional.ts';
import { getTopic } from './topics.ts';

export type ActorRole = 'worker' | 'forecaster' | 'reputer';

/** How an actor stands in a topic. Heights as numbers, amounts in uallo and decimals as text, null where there is nothing. */
export interface ActorStatus {
  readonly topicId: string;
  readonly role: ActorRole;
  readonly address: string;
  readonly registered: boolean;
  readonly permitted: boolean;
  /** Who receives its rewards, in every topic; null before it ever registered. */
  readonly owner: string | null;
  /** Smoothed score, which decides who is in the active set; null before its first submission. */
  readonly score: string | null;
  readonly topicActive: boolean;
  readonly window: {
    readonly open: boolean;
    readonly nonce: number | null;
    readonly start: number;
    readonly end: number;
  };
  /** Reputer: own and delegated stake, and the least that counts. */
  readonly stake?: string;
  readonly requiredStake?: string;
  /** Worker: what it has said in the open window, with its nonce; null where it has said nothing. */
  readonly latestInference?: { readonly nonce: number; readonly value: Labelled } | null;
  readonly regret?: string | null;
  /** Normalised weight after the latest losses; null before the actor has been part of any. */
  readonly weight?: string | null;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function actorStatus(
  client: AlloraClient,
  topicId: bigint,
  role: ActorRole,
  address: string,
): Promise<ActorStatus> {
  await getTopic(client, topicId);
  const { getWorkerSubmissionWindowStatus, getReputerSubmissionWindowStatus } = QueryService.method;
  const ask = actorQueries(client, topicId, role, address);
  const windowOf = role === 'reputer' ? getReputerSubmissionWindowStatus : getWorkerSubmissionWindowStatus;
  const [window, owner, score] = await Promise.all([
    client.query(windowOf, { topicId, address }),
    ask.owner(),
    ask.score(),
  ]);
  return {
    topicId: topicId.toString(),
    role,
    address,
    registered: window.isRegistered,
    permitted: window.isWhitelisted,
    owner,
    score: score && score.blockHeight > 0n ? score.score : null,
    topicActive: window.isTopicActive,
    window: {
      open: window.isOpen,
      nonce: window.isOpen ? Number(window.currentNonceBlockHeight) : null,
      start: Number(window.isOpen ? window.windowStartBlock : window.nextWindowStartBlock),
      end: Number(window.isOpen ? window.windowEndBlock : window.nextWindowEndBlock),
    },
    ...(role === 'reputer'
      ? await reputerPart(client, topicId, address)
      : await workerPart(client, topicId, role, address)),
  };
}

async function reputerPart(client: AlloraClient, topicId: bigint, reputer: string): Promise<Partial<ActorStatus>> {
  const [stake, { params }] = await Promise.all([
    client.query(QueryService.method.getStakeReputerAuthority, { topicId, reputer }),
    client.query(QueryService.method.getParams, {}),
  ]);
  return { stake: stake.authority || '0', requiredStake: params?.requiredMinimumStake || '0' };
}

async function workerPart(
  client: AlloraClient,
  topicId: bigint,
  role: 'worker' | 'forecaster',
  actorId: string,
): Promise<Partial<ActorStatus>> {
  const { getInfererNetworkRegret, getForecasterNetworkRegret, getLatestInfererWeight, getLatestForecasterWeight } =
    QueryService.method;
  const [latest, regret, weight] = await Promise.all([
    orNothing(
      client.query(QueryService.method.getWorkerLatestInputInferenceByTopicId, { topicId, workerAddress: actorId }),
    ),
    orNothing<{ regret?: TimestampedValue }>(
      role === 'worker'
        ? client.query(getInfererNetworkRegret, { topicId, actorId })
        : client.query(getForecasterNetworkRegret, { topicId, worker: actorId }),
    ),
    orNothing(
      client.query(role === 'worker' ? getLatestInfererWeight : getLatestForecasterWeight, { topicId, actorId }),
    ),
  ]);
  const inference = latest?.latestInputInference;
  // Who has no regret yet is answered with the topic's initial one, at height 0.
  const experienced = (regret?.regret?.blockHeight ?? 0n) > 0n;
  return {
    ...(role === 'worker'
      ? {
          latestInference: inference
            ? { nonce: Number(inference.blockHeight), value: submittedValue(inference) }
            : null,
        }
      : {}),
    regret: experienced ? (regret?.regret?.value ?? null) : null,
    weight: experienced ? (weight?.weight ?? null) : null,
  };
}

/** The chain shows a single value by itself, and several beside their labels. */
function submittedValue({ value, values }: InputInference): Labelled {
  return values.length === 0 ? value : Object.fromEntries(values.map((entry) => [entry.label, entry.value]));
}
