import { Dec, sum } from '../decimal/index.ts';
import { weightedSum } from './consensus.ts';
import { createScorer, type Scorer } from './scorer.ts';
import type { Descent, DescentStep, ScoreParameters } from './types.ts';

const NUDGE = Dec.parse('0.001');
const NUDGE_DOWN = Dec.parse('-0.001');

/** What the descent works on; rows, stakes and coefficients are in one order of reputers. */
export interface DescentInput {
  readonly rows: readonly (readonly Dec[])[];
  readonly stakes: readonly Dec[];
  readonly coefficients: readonly Dec[];
}

/**
 * Scores of the reputers, and listening coefficients moved up the gradient of the stake-weighted score
 * (docs/spec/emissions.md §10.3). The scores are those of the start of the last step. Errors as of the consensus;
 * DecimalError undefined/1 when there is no stake.
 */
export function descend({ rows, stakes, coefficients: initial }: DescentInput, parameters: ScoreParameters): Descent {
  const scoresFor = createScorer(rows, stakes, parameters);
  const steps: DescentStep[] = [];
  let coefficients: readonly Dec[] = [...initial];
  let scores: readonly Dec[] = initial.map(() => Dec.ZERO);
  let largestGradient = Dec.ONE;
  let iteration = 0n;
  while (largestGradient.gte(parameters.maxGradientThreshold) && iteration < parameters.gradientDescentMaxIters) {
    const old = coefficients;
    scores = scoresFor(old);
    const gradient = gradientAt(old, scores, stakes, scoresFor);
    const moved = move(old, gradient, stakes, parameters);
    coefficients = moved.coefficients;
    largestGradient = largestDifference(coefficients, old).quo(parameters.learningRate);
    iteration = moved.stuck ? parameters.gradientDescentMaxIters : iteration + 1n;
    steps.push({ coefficients: old, scores, gradient, listenedFraction: moved.listenedFraction, largestGradient });
  }
  return { scores, coefficients, steps };
}

function gradientAt(
  coefficients: readonly Dec[],
  scores: readonly Dec[],
  stakes: readonly Dec[],
  scoresFor: Scorer,
): Dec[] {
  const here = weightedSum(scores, stakes);
  return coefficients.map((coefficient, reputer) => {
    const nudge = coefficient.eq(Dec.ONE) ? NUDGE_DOWN : NUDGE;
    const there = weightedSum(scoresFor(coefficients.with(reputer, coefficient.add(nudge))), stakes);
    return Dec.ONE.sub(here.quo(there)).quo(nudge);
  });
}

interface Move {
  readonly coefficients: readonly Dec[];
  readonly listenedFraction: Dec;
  /** The step would leave too little stake listened to, and no part of it would leave more. */
  readonly stuck: boolean;
}

function move(
  old: readonly Dec[],
  gradient: readonly Dec[],
  stakes: readonly Dec[],
  { learningRate, minStakeFraction }: ScoreParameters,
): Move {
  const wanted = old.map((coefficient, reputer) =>
    Dec.min(Dec.max(coefficient.add(learningRate.mul(gradient[reputer] as Dec)), Dec.ZERO), Dec.ONE),
  );
  const stake = sum(stakes);
  const before = weightedSum(old, stakes).quo(stake);
  const listenedFraction = weightedSum(wanted, stakes).quo(stake);
  if (listenedFraction.gte(minStakeFraction)) return { coefficients: wanted, listenedFraction, stuck: false };
  const span = listenedFraction.sub(before);
  if (span.isZero()) return { coefficients: old, listenedFraction, stuck: true };
  const room = minStakeFraction.sub(before);
  const coefficients = old.map((coefficient, reputer) =>
    coefficient.add((wanted[reputer] as Dec).sub(coefficient).mul(room).quo(span)),
  );
  return { coefficients, listenedFraction, stuck: false };
}

function largestDifference(left: readonly Dec[], right: readonly Dec[]): Dec {
  let largest = Dec.ZERO;
  for (const [index, value] of left.entries()) {
    const difference = value.sub(right[index] as Dec).abs();
    if (difference.gt(largest)) largest = difference;
  }
  return largest;
}
