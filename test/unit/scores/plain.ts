import { Dec, sqrt, sum } from '../../../src/protocol/decimal/index.ts';
import type { DescentInput, ScoreParameters } from '../../../src/protocol/scores/index.ts';

/**
 * Reputer scores written down as docs/spec/emissions.md §10.2 and §10.3 state them, without a thought about speed: what the
 * fast evaluation is held to, digit for digit.
 */

const d = Dec.parse;
const NUDGE = d('0.001');

const weighted = (weights: readonly Dec[], values: readonly Dec[]) =>
  sum(weights.map((weight, index) => weight.mul(values[index]!)));

export function plainScores(
  rows: readonly (readonly Dec[])[],
  stakes: readonly Dec[],
  coefficients: readonly Dec[],
  { epsilonReputer, epsilonSafeDiv }: Pick<ScoreParameters, 'epsilonReputer' | 'epsilonSafeDiv'>,
): Dec[] {
  const listened = weighted(coefficients, stakes);
  const adjusted = stakes.map((stake, reputer) => {
    const share = Dec.of(stakes.length).mul(coefficients[reputer]!).mul(stake).quo(listened);
    return share.lt(Dec.ONE) ? share : Dec.ONE;
  });
  const components = [...rows[0]!.keys()].map((component) => {
    let stake = Dec.ZERO;
    for (const [reputer, row] of rows.entries()) if (!row[component]!.isNaN()) stake = stake.add(adjusted[reputer]!);
    let consensus = Dec.ZERO;
    for (const [reputer, row] of rows.entries()) {
      const loss = row[component]!;
      if (!loss.isNaN()) consensus = consensus.add(loss.mul(adjusted[reputer]!).quo(stake));
    }
    let best = Dec.of(-1);
    let standIn = Dec.ZERO;
    for (const row of rows) {
      const loss = row[component]!;
      if (loss.isNaN() || consensus.sub(loss).lte(best)) continue;
      best = consensus.sub(loss);
      standIn = loss;
    }
    return { consensus, standIn };
  });
  const length = sqrt(sum(components.map(({ consensus }) => consensus.mul(consensus))));
  const norm = length.isZero() ? epsilonSafeDiv : length;
  return rows.map((row) => {
    let squares = Dec.ZERO;
    for (const [component, { consensus, standIn }] of components.entries()) {
      const loss = row[component]!;
      const distance = (loss.isNaN() ? standIn : loss).sub(consensus);
      squares = squares.add(distance.mul(distance));
    }
    return Dec.ONE.quo(sqrt(squares).quo(norm).add(epsilonReputer));
  });
}

export function plainDescent({ rows, stakes, coefficients: stored }: DescentInput, parameters: ScoreParameters) {
  let coefficients = [...stored];
  let scores = stored.map(() => Dec.ZERO);
  let gradient = Dec.ONE;
  let i = 0n;
  while (gradient.gte(parameters.maxGradientThreshold) && i < parameters.gradientDescentMaxIters) {
    const old = coefficients;
    const slopes: Dec[] = [];
    for (const reputer of old.keys()) {
      const delta = old[reputer]!.eq(Dec.ONE) ? Dec.ZERO.sub(NUDGE) : NUDGE;
      const nudged = [...old];
      nudged[reputer] = nudged[reputer]!.add(delta);
      scores = plainScores(rows, stakes, old, parameters);
      const there = plainScores(rows, stakes, nudged, parameters);
      slopes.push(Dec.ONE.sub(weighted(scores, stakes).quo(weighted(there, stakes))).quo(delta));
    }
    const moved = old.map((coefficient, reputer) => {
      const to = coefficient.add(parameters.learningRate.mul(slopes[reputer]!));
      return to.lte(Dec.ZERO) ? Dec.ZERO : to.gte(Dec.ONE) ? Dec.ONE : to;
    });
    const before = weighted(old, stakes).quo(sum(stakes));
    const after = weighted(moved, stakes).quo(sum(stakes));
    coefficients = moved;
    if (after.lt(parameters.minStakeFraction)) {
      if (after.eq(before)) i = parameters.gradientDescentMaxIters;
      coefficients = old.map((coefficient, reputer) => {
        if (after.eq(before)) return coefficient;
        const step = moved[reputer]!.sub(coefficient);
        return coefficient.add(step.mul(parameters.minStakeFraction.sub(before)).quo(after.sub(before)));
      });
    }
    const steps = coefficients.map((coefficient, reputer) => coefficient.sub(old[reputer]!).abs());
    gradient = steps.reduce((most, step) => (step.gt(most) ? step : most), Dec.ZERO).quo(parameters.learningRate);
    i += 1n;
  }
  return { scores, coefficients };
}
