import { actorQueries } from '../../../client/actor-queries.ts';
import type { ActorRole } from '../../../client/actor-status.ts';
import type { AlloraClient } from '../../../client/client.ts';
import { ClientError } from '../../../client/errors.ts';
import type { Topic } from '../../../wire/gen/emissions/v10/types_pb.ts';
import type { ActorWindow } from '../window.ts';
import { type TopicInput, topicInput } from './topic.ts';

/** The form of what programs read; a change that a program must know of raises it (docs/actors.md). */
const VERSION = 1;

/** Who asks, and for what. */
export interface Asked {
  readonly client: AlloraClient;
  readonly chainId: string;
  readonly network: string;
  readonly role: ActorRole;
  readonly actor: string;
  readonly topic: Topic;
  readonly window: ActorWindow;
  /** 1 for the first call of this nonce. */
  readonly attempt: number;
}

/** What every program reads. Heights as numbers, decimals as text, times in RFC 3339; null where the network does not tell. */
export interface CommonInput {
  readonly version: typeof VERSION;
  readonly role: ActorRole;
  readonly actor: string;
  readonly network: { readonly name: string; readonly chainId: string };
  readonly topic: TopicInput;
  readonly nonce: number;
  readonly nonceTime: string | null;
  /** First and last block that may hold the submission. */
  readonly window: { readonly start: number; readonly end: number };
  readonly height: number;
  readonly time: string;
  /** The block whose time the truth is of, where the topic means it so. */
  readonly groundTruth: { readonly height: number; readonly time: string | null };
  /** Smoothed score of this actor; null before the first. */
  readonly score: string | null;
  readonly attempt: number;
}

export async function commonInput(asked: Asked): Promise<CommonInput> {
  const { client, role, actor, topic, window } = asked;
  const truthAt = window.nonce + topic.groundTruthLag;
  const { height, time } = await client.status();
  const [nonceTime, truthTime, score] = await Promise.all([
    timeOf(client, window.nonce),
    truthAt <= height ? timeOf(client, truthAt) : null,
    actorQueries(client, topic.id, role, actor).score(),
  ]);
  return {
    version: VERSION,
    role,
    actor,
    network: { name: asked.network, chainId: asked.chainId },
    topic: topicInput(topic),
    nonce: Number(window.nonce),
    nonceTime,
    window: { start: Number(window.opens) + 1, end: Number(window.end) },
    height: Number(height),
    time,
    groundTruth: { height: Number(truthAt), time: truthTime },
    score: score && score.blockHeight > 0n ? score.score : null,
    attempt: asked.attempt,
  };
}

/** When a block was made; null where the node keeps it no longer. */
async function timeOf(client: AlloraClient, height: bigint): Promise<string | null> {
  try {
    const { header } = await client.rpc.call<{ header: { time: string } | null }>('header', { height: `${height}` });
    return header?.time ?? null;
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'rpc') return null;
    throw error;
  }
}
