import { Dec, ema, ln, pow, sum } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import { REWARD_RULES_V0_17, type RewardRules } from './rules.ts';
import type { TaskEntropy } from './types.ts';

/** ln 2 / 4, for a task with one actor. */
const LONE_ENTROPY = Dec.parse('0.173286795139986');
const MINUS_ONE = Dec.of(-1);

/** Fractions divided by their sum. @throws DecimalError undefined/1 when it is 0 */
export function normaliseFractions(fractions: readonly Dec[]): Dec[] {
  const total = sum(fractions);
  return fractions.map((fraction) => fraction.quo(total));
}

/**
 * N_eff = 1 / Σ f² (docs/spec/emissions.md §11.4).
 * @throws ProtocolError 38 without fractions, 37 when all are 0
 */
export function effectiveNumber(fractions: readonly Dec[]): Dec {
  if (fractions.length === 0) throw new ProtocolError('numberRatioSliceLength', 'no reward fractions');
  const total = sum(fractions.map((fraction) => fraction.mul(fraction)));
  if (total.isZero()) throw new ProtocolError('numberRatioDivideByZero', 'all reward fractions are 0');
  return Dec.ONE.quo(total);
}

/**
 * −Σ f·ln f · (N_eff / N)^β (docs/spec/emissions.md §11.4); −0 for a single fraction of 1.
 * @throws DecimalError undefined/1 for a fraction that is not positive
 */
export function entropy(fractions: readonly Dec[], effective: Dec, count: Dec, beta: Dec): Dec {
  const multiplier = pow(effective.quo(count), beta);
  const terms = sum(fractions.map((fraction) => fraction.mul(ln(fraction))));
  return terms.mul(MINUS_ONE).mul(multiplier);
}

/** Smoothing and exponent of the entropy (docs/spec/emissions.md §3). */
export interface EntropyParameters {
  readonly taskRewardAlpha: Dec;
  readonly betaEntropy: Dec;
}

/**
 * The entropy of a task from its fractions and those stored for the same actors (undefined: none), and what to store now
 * (docs/spec/emissions.md §11.4).
 * @throws ProtocolError 56 without actors or for lists of different length, 37 when all fractions are 0;
 * DecimalError undefined/1 for a fraction that is 0
 */
export function taskEntropy(
  fractions: readonly Dec[],
  previous: readonly (Dec | undefined)[],
  { taskRewardAlpha, betaEntropy }: EntropyParameters,
  rules: RewardRules = REWARD_RULES_V0_17,
): TaskEntropy {
  if (fractions.length === 0 || fractions.length !== previous.length) {
    throw new ProtocolError('invalidReward', `${fractions.length} fractions, ${previous.length} previous ones`);
  }
  const smoothed = fractions.map((fraction, index) =>
    ema(taskRewardAlpha, fraction, previous[index] ?? Dec.ZERO, previous[index] === undefined),
  );
  // First, so that zeros only are told as such.
  const ofSmoothed = effectiveNumber(smoothed);
  const normalised = normaliseFractions(smoothed);
  const effective = rules.effectiveNumber === 'normalised' ? effectiveNumber(normalised) : ofSmoothed;
  return {
    smoothed,
    normalised,
    kept: rules.keptFraction === 'smoothed' ? smoothed : normalised,
    effectiveNumber: effective,
    entropy:
      fractions.length === 1 ? LONE_ENTROPY : entropy(normalised, effective, Dec.of(fractions.length), betaEntropy),
  };
}
