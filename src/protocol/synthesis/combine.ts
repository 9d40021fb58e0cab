import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import { dividedBy, sumIsBelow } from './quotient.ts';
import type { Rules } from './rules.ts';
import type { LabelVector } from './types.ts';

/** A vector and the weight it enters a mean with. */
export interface Contribution {
  readonly values: LabelVector;
  readonly weight: Dec;
}

/** Products of a weight with every label; each cut to 34 digits. */
export const scaled = ({ values, weight }: Contribution): Dec[] => values.map((value) => value.mul(weight));

/** Exact sums, label by label. */
export const plus = (left: LabelVector, right: LabelVector): Dec[] =>
  left.map((value, label) => value.add(right[label] as Dec));

/** As many zeros as there are labels. */
export const zeros = (labels: number): Dec[] => Array.from({ length: labels }, () => Dec.ZERO);

/** Σ w·v / Σ w per label, or Σ w·v / `divisor`; the weights must not add up to 0. */
export function meanOf(contributions: readonly Contribution[], labels: number, divisor?: Dec): LabelVector {
  const mean = dividedBy(divisor === undefined ? contributions.map(({ weight }) => weight) : [divisor]);
  return Array.from({ length: labels }, (_, label) =>
    mean(contributions.map(({ values, weight }) => (values[label] as Dec).mul(weight))),
  );
}

/** Whether a contribution counts at all. */
export const contributes = ({ weight }: Contribution): boolean => !weight.isNaN() && !weight.isZero();

/**
 * Weighted mean per label, in the given order; a sum of weights below `epsilonSafeDiv` is replaced by it
 * (docs/spec/synthesis.md §5). Errors: 69 when nobody has a weight (older rules: zero).
 */
export function weightedMean(
  contributions: readonly Contribution[],
  labels: number,
  epsilonSafeDiv: Dec,
  rules: Rules,
): LabelVector {
  const usable = contributions.filter(contributes);
  if (usable.length === 0 && rules.noUsableWorker === 'error') {
    throw new ProtocolError('noValidInferences', 'no inference with a weight');
  }
  const tooLight = sumIsBelow(
    usable.map(({ weight }) => weight),
    epsilonSafeDiv,
  );
  return meanOf(usable, labels, tooLight ? epsilonSafeDiv : undefined);
}

/** Plain mean per label: every vector counts once. The same guard and errors as {@link weightedMean}. */
export function plainMean(
  vectors: readonly LabelVector[],
  labels: number,
  epsilonSafeDiv: Dec,
  rules: Rules,
): LabelVector {
  if (vectors.length === 0 && rules.noUsableWorker === 'error') {
    throw new ProtocolError('noValidInferences', 'no inference to take the mean of');
  }
  const count = Dec.of(vectors.length);
  const divisor = count.lt(epsilonSafeDiv) ? epsilonSafeDiv : count;
  return vectors.reduce<LabelVector>(plus, zeros(labels)).map((sum) => sum.quo(divisor));
}
