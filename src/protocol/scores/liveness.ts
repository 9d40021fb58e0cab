import { Dec, pow } from '../decimal/index.ts';

/** What an actor that missed epochs returns with. Heights are block heights. */
export interface Absence {
  /** Its EMA when it was last there. */
  readonly score: Dec;
  /** The topic's initial EMA score of its kind. */
  readonly initial: Dec;
  /** The topic's merit_sortition_alpha. */
  readonly alpha: Dec;
  readonly lastSubmitted: bigint;
  /** Since when an actor has missed nothing; below 0 counts as 0. */
  readonly start: bigint;
  readonly epochLength: bigint;
}

/** How many epochs in a row an actor missed: 2 for a start of 900, epochs of 100 and a last submission at 700. */
export function missedEpochs({ lastSubmitted, start, epochLength }: Absence): bigint {
  const from = start > 0n ? start : 0n;
  return lastSubmitted >= from ? 0n : (from - 1n - lastSubmitted) / epochLength + 1n;
}

/**
 * The EMA pulled towards the initial score once for every epoch missed: initial + (score − initial)·(1 − alpha)^missed
 * (docs/spec/emissions.md §7.4). Nothing changes when none was missed or the score is the initial one.
 */
export function livenessPenalty(absence: Absence): Dec {
  const { score, initial, alpha } = absence;
  const missed = missedEpochs(absence);
  if (missed === 0n || score.eq(initial)) return score;
  return initial.add(score.sub(initial).mul(pow(Dec.ONE.sub(alpha), Dec.of(missed))));
}
