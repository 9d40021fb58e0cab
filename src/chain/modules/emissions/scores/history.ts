import { create } from '@bufbuild/protobuf';
import { Dec } from '../../../../protocol/decimal/index.ts';
import { latestScores } from '../../../../protocol/scores/index.ts';
import { type Scores, ScoresSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { Context } from '../../../context.ts';
import { type ActorScore, storedScore } from './ema.ts';
import type { ActorKind } from './kinds.ts';

/** The decimals of a stored epoch, read once as long as the epoch is remembered. */
const decimals = new WeakMap<Scores, readonly Dec[]>();

function valuesOf(scores: Scores): readonly Dec[] {
  let values = decimals.get(scores);
  if (values === undefined) {
    values = scores.scores.map(({ score }) => Dec.parse(score));
    decimals.set(scores, values);
  }
  return values;
}

/** How many scores of a kind count in a topic: `max_samples_to_scale_scores` for each place in the active set. */
function limit(kind: ActorKind, params: Params): number {
  return Number(params.maxSamplesToScaleScores * kind.cap(params));
}

/** The epochs up to a nonce that hold the newest scores, newest first, and where those begin that lie wholly behind. */
function newest(
  ctx: Context,
  kind: ActorKind,
  topicId: bigint,
  nonce: bigint,
  most: number,
): { epochs: (readonly Dec[])[]; behind: bigint | undefined } {
  const epochs: (readonly Dec[])[] = [];
  let count = 0;
  const upTo = { prefix: [topicId], end: [topicId, nonce + 1n], reverse: true } as const;
  for (const [[, height], scores] of kind.history.entries(ctx, upTo)) {
    if (count >= most) return { epochs, behind: height };
    const values = valuesOf(scores);
    epochs.push(values);
    count += values.length;
  }
  return { epochs, behind: undefined };
}

/**
 * Stores the instant scores of an epoch, in the order in which they were computed, and forgets epochs that lie wholly behind those
 * that still count: nobody reads them again (docs/spec/emissions.md §10.5).
 */
export function storeScores(
  ctx: Context,
  kind: ActorKind,
  params: Params,
  topicId: bigint,
  nonce: bigint,
  scores: readonly ActorScore[],
): void {
  const stored = create(ScoresSchema, { scores: scores.map((score) => storedScore(topicId, score)) });
  kind.history.set(ctx, [topicId, nonce], stored);
  const { behind } = newest(ctx, kind, topicId, nonce, limit(kind, params));
  if (behind !== undefined) kind.history.clear(ctx, { prefix: [topicId], end: [topicId, behind + 1n] });
}

/** The newest scores of a kind up to a nonce, as many as count, newest epoch first (docs/spec/emissions.md §10.5). */
export function recentScores(ctx: Context, kind: ActorKind, params: Params, topicId: bigint, nonce: bigint): Dec[] {
  const most = limit(kind, params);
  return latestScores(newest(ctx, kind, topicId, nonce, most).epochs, most);
}
