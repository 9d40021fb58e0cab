import { Dec, quantile } from '../../../../protocol/decimal/index.ts';
import { initialEmaScore } from '../../../../protocol/scores/index.ts';
import type { AttributedValue } from '../../../../protocol/synthesis/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import {
  EventScoresSetSchema,
  EventTopicInitialEmaScoreSetSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { activeUpdate, emaOf, emitEmas } from './ema.ts';
import { storeScores } from './history.ts';
import type { ActorKind } from './kinds.ts';

/** An epoch whose rewards are being computed. */
export interface ScoredEpoch {
  readonly topic: Topic;
  readonly params: Params;
  readonly nonce: bigint;
}

/**
 * Books the instant scores of one kind's actors in an epoch: history, score EMAs, the quantile that draws passive actors, and the score
 * with which newcomers begin, with their events (docs/spec/emissions.md §7.5–§7.7, §10.3–§10.5).
 * @param alone the only actor of its kind has no score to speak of: its EMA and the quantile stay
 */
export function recordScores(
  ctx: Context,
  kind: ActorKind,
  { topic, params, nonce }: ScoredEpoch,
  scores: readonly AttributedValue[],
  alone = false,
): void {
  const instants = scores.map(({ worker, value }) => ({ address: worker, height: nonce, score: value }));
  if (instants.length > 0) {
    storeScores(ctx, kind, params, topic.id, nonce, instants);
    emit(ctx, EventScoresSetSchema, {
      actorType: kind.type,
      topicId: topic.id,
      blockHeight: nonce,
      addresses: instants.map(({ address }) => address),
      scores: instants.map(({ score }) => eventDec(score)),
    });
  }
  const alpha = Dec.parse(topic.meritSortitionAlpha);
  const emas = alone
    ? instants.map(({ address }) => emaOf(ctx, kind, topic.id, address))
    : instants.map((instant) => activeUpdate(ctx, kind, topic.id, alpha, instant));
  if (!alone) {
    const values = scores.map(({ value }) => value);
    kind.quantile.set(ctx, topic.id, quantile(values, Dec.parse(kind.activeQuantile(topic))));
    emitEmas(ctx, kind, topic.id, nonce, emas, true);
  }
  const initial = initialEmaScore(
    emas.map(({ score }) => score),
    Dec.parse(params.lambdaInitialScore),
  );
  kind.initial.set(ctx, topic.id, initial);
  emit(ctx, EventTopicInitialEmaScoreSetSchema, {
    actorType: kind.type,
    topicId: topic.id,
    blockHeight: nonce,
    score: eventDec(initial),
  });
}
