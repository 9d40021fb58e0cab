import { Dec, keepPlaces, powOrZero, stdDev } from '../decimal/index.ts';

/** The heights that decide how many epochs an actor missed (docs/spec/emissions.md §7.4). */
export interface Liveness {
  /** Height of the actor's stored score EMA. */
  readonly lastHeight: bigint;
  readonly epochLastEnded: bigint;
  readonly epochLength: bigint;
  /** 0 for workers, the topic's ground truth lag for reputers. */
  readonly lag: bigint;
}

const notBelowZero = (height: bigint): bigint => (height < 0n ? 0n : height);

/** Whole epochs that an actor let pass before the previous one (docs/spec/emissions.md §7.4); 0 for an epoch length of 0. */
export function missedEpochs({ lastHeight, epochLastEnded, epochLength, lag }: Liveness): bigint {
  const last = notBelowZero(lastHeight);
  const start = notBelowZero(epochLastEnded - epochLength - lag);
  if (last >= start || epochLength <= 0n) return 0n;
  return (start - 1n - last) / epochLength + 1n;
}

/**
 * A score after `missed` steps of an EMA toward the topic's initial score: (1−α)^m·score + initial·(1 − (1−α)^m), each
 * product cut to 34 digits (docs/spec/emissions.md §7.4). Without missed epochs the score itself. Two guards: a
 * power too small to write is 0, and of the sum 600 places are kept.
 * @throws DecimalError math/6 on NaN
 */
export function penaliseScore(score: Dec, initial: Dec, alpha: Dec, missed: bigint): Dec {
  if (missed === 0n) return score;
  const kept = powOrZero(Dec.ONE.sub(alpha), Dec.of(missed));
  return keepPlaces(kept.mul(score).add(initial.mul(Dec.ONE.sub(kept))));
}

/**
 * The score EMA that newcomers of a topic start from: the lowest of the active ones less λ sample deviations; the only
 * one itself, 0 when there is none (docs/spec/emissions.md §7.7). @throws DecimalError math/6 on NaN
 */
export function initialEmaScore(scores: readonly Dec[], lambda: Dec): Dec {
  const [first, ...others] = scores;
  if (first === undefined) return Dec.ZERO;
  if (others.length === 0) return first;
  const lowest = others.reduce<Dec>((low, score) => (score.lt(low) ? score : low), first);
  return lowest.sub(lambda.mul(stdDev(scores)));
}
