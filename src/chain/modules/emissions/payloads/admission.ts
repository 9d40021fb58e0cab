import { Dec } from '../../../../protocol/decimal/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { ChainError } from '../../../errors.ts';
import { decAt } from '../amounts.ts';
import { errors } from '../errors.ts';
import {
  type ActorScore,
  actorScore,
  afterLivenessPenalty,
  emaOf,
  passiveUpdate,
  setEma,
  storedScore,
} from '../scores/ema.ts';
import type { ActorKind, TopicActor } from '../scores/kinds.ts';
import { requireTopic } from '../topics/store.ts';

export { forecasters, inferers, reputers } from '../scores/kinds.ts';

/**
 * Takes an actor and its submission into the active set of the open window, by the score EMA of what it did before
 * (docs/spec/emissions.md §7.2): a full set takes it only for an actor with a strictly lower score, which then leaves. Whoever stays
 * out keeps its place in the draw: no error, and the fee is paid.
 * @returns whether the actor was admitted
 * Errors: `undefined/1` when it is in the set already, in words that clients look for; 78 when it was turned away in this window.
 */
export function admit<V>(ctx: Context, kind: ActorKind<V>, params: Params, key: TopicActor, submission: V): boolean {
  const [topicId, actor] = key;
  if (kind.active.has(ctx, key)) throw new ChainError('undefined', 1, `${kind.submission} already submitted`);
  const nonce = kind.nonceOf(submission);
  const known = emaOf(ctx, kind, topicId, actor);
  if (known.height >= nonce) {
    throw errors.ErrCantUpdateEmaMoreThanOncePerWindow(`${actor} was judged for ${kind.submission} ${nonce} already`);
  }
  const topic = requireTopic(ctx, topicId);
  const score = present(ctx, kind, topic, nonce, known);
  const active = Array.from(kind.active.entries(ctx, { prefix: [topicId] }), ([, address]) => address);
  const lowest = kind.lowest.get(ctx, topicId);
  if (BigInt(active.length) < kind.cap(params)) {
    if (active.length === 0 || !lowest || Dec.parse(lowest.score).gt(score.score)) {
      kind.lowest.set(ctx, topicId, storedScore(topicId, score));
    }
  } else if (lowest && score.score.gt(Dec.parse(lowest.score))) {
    replace(ctx, kind, topic, nonce, active, actorScore(lowest), actor);
  } else {
    if (known.height !== 0n) passiveUpdate(ctx, kind, topic, nonce, score);
    return false;
  }
  kind.active.add(ctx, key);
  kind.submissions.set(ctx, key, submission);
  return true;
}

/**
 * Notes that an actor was there for the nonce: a newcomer begins with the topic's initial score, another pays for the epochs it missed.
 * @returns the score by which it is compared; a new forecaster's or reputer's is 0 all the same, as in the reference
 */
function present<V>(ctx: Context, kind: ActorKind<V>, topic: Topic, nonce: bigint, known: ActorScore): ActorScore {
  const isNew = known.height === 0n;
  const judged = isNew
    ? { ...known, score: decAt(ctx, kind.initial, topic.id) }
    : afterLivenessPenalty(ctx, kind, topic, known);
  const now = { ...judged, height: nonce };
  setEma(ctx, kind, topic.id, now);
  return isNew && !kind.comparesInitial ? known : now;
}

/** Evicts the actor with the lowest score and finds the lowest of those that stay and the newcomer, the first of equals. */
function replace<V>(
  ctx: Context,
  kind: ActorKind<V>,
  topic: Topic,
  nonce: bigint,
  active: readonly string[],
  lowest: ActorScore,
  newcomer: string,
): void {
  if (!active.includes(lowest.address))
    throw new ChainError('undefined', 1, `${lowest.address} with the lowest score is not active`);
  passiveUpdate(ctx, kind, topic, nonce, lowest);
  const evicted = [topic.id, lowest.address] as const;
  kind.active.delete(ctx, evicted);
  kind.submissions.delete(ctx, evicted);
  const staying = [...active.filter((address) => address !== lowest.address), newcomer];
  const [first, ...others] = staying.map((address) => emaOf(ctx, kind, topic.id, address));
  if (!first) return;
  const least = others.reduce((least, score) => (score.score.lt(least.score) ? score : least), first);
  kind.lowest.set(ctx, topic.id, storedScore(topic.id, least));
}

/** Empties the active set and its submissions: the window is over. */
export function clearActive<V>(ctx: Context, kind: ActorKind<V>, topicId: bigint): void {
  kind.active.clear(ctx, { prefix: [topicId] });
  kind.submissions.clear(ctx, { prefix: [topicId] });
  kind.lowest.delete(ctx, topicId);
}
