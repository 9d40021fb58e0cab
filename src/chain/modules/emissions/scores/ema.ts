import { create } from '@bufbuild/protobuf';
import { Dec, ema } from '../../../../protocol/decimal/index.ts';
import { missedEpochs, penaliseScore } from '../../../../protocol/scores/index.ts';
import { type Score, ScoreSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { EventEMAScoresSetSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { decAt } from '../amounts.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import type { ActorKind } from './kinds.ts';

/** A score of an actor: its EMA, or an instant score, with the height that it belongs to. */
export interface ActorScore {
  readonly address: string;
  readonly height: bigint;
  readonly score: Dec;
}

/** A score as the chain stores it. */
export function storedScore(topicId: bigint, { address, height, score }: ActorScore): Score {
  return create(ScoreSchema, { topicId, blockHeight: height, address, score: score.marshal() });
}

export function actorScore({ address, blockHeight, score }: Score): ActorScore {
  return { address, height: blockHeight, score: Dec.parse(score) };
}

/** An actor's score EMA; zero at height 0 as long as it has none (docs/spec/emissions.md §7.1). */
export function emaOf(ctx: Context, kind: ActorKind, topicId: bigint, address: string): ActorScore {
  const stored = kind.emas.get(ctx, [topicId, address]);
  return stored ? actorScore(stored) : { address, height: 0n, score: Dec.ZERO };
}

export function setEma(ctx: Context, kind: ActorKind, topicId: bigint, ema: ActorScore): void {
  kind.emas.set(ctx, [topicId, ema.address], storedScore(topicId, ema));
}

const firstTime = ({ height, score }: ActorScore) => height === 0n && score.isZero();

/**
 * The EMA of an actor that returns: pulled towards the initial score once for every epoch that it missed
 * (docs/spec/emissions.md §7.4). Stores nothing.
 */
export function afterLivenessPenalty(ctx: Context, kind: ActorKind, topic: Topic, last: ActorScore): ActorScore {
  const { epochLastEnded, epochLength } = topic;
  const missed = missedEpochs({ lastHeight: last.height, epochLastEnded, epochLength, lag: kind.lag(topic) });
  const initial = decAt(ctx, kind.initial, topic.id);
  if (missed === 0n) return last;
  return { ...last, score: penaliseScore(last.score, initial, Dec.parse(topic.meritSortitionAlpha), missed) };
}

/** Lets an actor that is not in the active set drift towards the quantile of those that were (docs/spec/emissions.md §7.3). */
export function passiveUpdate(ctx: Context, kind: ActorKind, topic: Topic, nonce: bigint, last: ActorScore): void {
  const quantile = decAt(ctx, kind.quantile, topic.id);
  const score = ema(Dec.parse(topic.meritSortitionAlpha), quantile, last.score, firstTime(last));
  const moved = { address: last.address, height: nonce, score };
  setEma(ctx, kind, topic.id, moved);
  emitEmas(ctx, kind, topic.id, nonce, [moved], false);
}

/** Moves the EMA of an actor by its score of an epoch; the height of its last submission stays (docs/spec/emissions.md §7.5). */
export function activeUpdate(
  ctx: Context,
  kind: ActorKind,
  topicId: bigint,
  alpha: Dec,
  instant: ActorScore,
): ActorScore {
  const last = emaOf(ctx, kind, topicId, instant.address);
  const moved = { ...last, score: ema(alpha, instant.score, last.score, firstTime(last)) };
  setEma(ctx, kind, topicId, moved);
  return moved;
}

/** Tells of EMAs that moved; nothing when there is none. */
export function emitEmas(
  ctx: Context,
  kind: ActorKind,
  topicId: bigint,
  nonce: bigint,
  emas: readonly ActorScore[],
  active: boolean,
): void {
  if (emas.length === 0) return;
  emit(ctx, EventEMAScoresSetSchema, {
    actorType: kind.type,
    topicId,
    nonce,
    addresses: emas.map(({ address }) => address),
    scores: emas.map(({ score }) => eventDec(score)),
    isActive: emas.map(() => active),
  });
}
