import { Dec, sqrt, sum } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { Consensus } from './types.ts';

/** Distances start from here, so a stand-in is never a loss that exceeds the consensus by 1 or more. */
export const NO_DISTANCE = Dec.of(-1);

/** The two guards of a consensus score (docs/spec/emissions.md §3). */
export interface ScoreEpsilons {
  readonly epsilonReputer: Dec;
  readonly epsilonSafeDiv: Dec;
}

/** Σ weight·value, each product cut to 34 digits. */
export const weightedSum = (weights: readonly Dec[], values: readonly Dec[]): Dec =>
  sum(weights.map((weight, index) => weight.mul(values[index] as Dec)));

/**
 * Stakes that weigh in the consensus: min(R·a·S / Σ a·S, 1) (docs/spec/emissions.md §10.2).
 * @throws ProtocolError 35 for lists of different length or none, DecimalError undefined/1 when nothing is listened to
 */
export function adjustedStakes(stakes: readonly Dec[], coefficients: readonly Dec[]): Dec[] {
  if (stakes.length === 0 || stakes.length !== coefficients.length) {
    throw new ProtocolError('adjustedStakeSliceLength', `${stakes.length} stakes, ${coefficients.length} coefficients`);
  }
  const count = Dec.of(stakes.length);
  const listened = weightedSum(coefficients, stakes);
  return stakes.map((stake, index) => {
    const share = count.mul(coefficients[index] as Dec).mul(stake);
    return Dec.min(share.quo(listened), Dec.ONE);
  });
}

/**
 * Mean of one loss over the reputers, weighted by stake; every term is divided before the terms are added.
 * @throws ProtocolError 39 for lists of different length, DecimalError undefined/1 without stake, math/6 on NaN
 */
export function stakeWeightedLoss(losses: readonly Dec[], stakes: readonly Dec[]): Dec {
  if (losses.length !== stakes.length) {
    throw new ProtocolError('invalidSliceLength', `${losses.length} losses, ${stakes.length} stakes`);
  }
  const total = sum(stakes);
  return sum(losses.map((loss, index) => loss.mul(stakes[index] as Dec).quo(total)));
}

/** The smallest of the losses, unless all of them exceed the consensus by 1 or more: then 0. NaNs are left out. */
function standIn(consensus: Dec, reported: readonly Dec[]): Dec {
  let best = NO_DISTANCE;
  let found = Dec.ZERO;
  for (const loss of reported) {
    const distance = consensus.sub(loss);
    if (distance.gt(best)) {
      best = distance;
      found = loss;
    }
  }
  return found;
}

/**
 * Consensus and stand-in of every component over the reputers that reported it; both 0 where nobody did
 * (docs/spec/emissions.md §10.2).
 * @throws ProtocolError 39 without rows or stakes, DecimalError undefined/1 without stake behind a component
 */
export function consensusLosses(
  rows: readonly (readonly Dec[])[],
  stakes: readonly Dec[],
): Pick<Consensus, 'losses' | 'standIns'> {
  const [first] = rows;
  if (first === undefined || stakes.length === 0)
    throw new ProtocolError('invalidSliceLength', 'no losses or no stakes');
  const losses: Dec[] = [];
  const standIns: Dec[] = [];
  for (const component of first.keys()) {
    const column = rows.map((row) => row[component] as Dec);
    const reported = column.filter((loss) => !loss.isNaN());
    const loss = stakeWeightedLoss(
      reported,
      stakes.filter((_, reputer) => column[reputer]?.isNaN() === false),
    );
    losses.push(loss);
    standIns.push(standIn(loss, reported));
  }
  return { losses, standIns };
}

/** Length of the consensus vector; `epsilon_safe_div` for a length of 0. */
function norm(losses: readonly Dec[], epsilonSafeDiv: Dec): Dec {
  const length = sqrt(sum(losses.map((loss) => loss.mul(loss))));
  return length.isZero() ? epsilonSafeDiv : length;
}

/**
 * How close one reputer is to the consensus: 1 / (distance / norm + epsilon_reputer) (docs/spec/emissions.md §10.2).
 * @throws ProtocolError 39 for lists of different length, DecimalError math/6 for a NaN in the consensus
 */
export function consensusScore(
  row: readonly Dec[],
  { losses, standIns }: Pick<Consensus, 'losses' | 'standIns'>,
  epsilons: ScoreEpsilons,
): Dec {
  if (row.length !== losses.length) {
    throw new ProtocolError('invalidSliceLength', `${row.length} losses, ${losses.length} in the consensus`);
  }
  const squares = row.map((loss, component) => {
    const distance = (loss.isNaN() ? (standIns[component] as Dec) : loss).sub(losses[component] as Dec);
    return distance.mul(distance);
  });
  const relative = sqrt(sum(squares)).quo(norm(losses, epsilons.epsilonSafeDiv));
  return Dec.ONE.quo(relative.add(epsilons.epsilonReputer));
}

/** The consensus of all reputers for given coefficients (docs/spec/emissions.md §10.2). Errors as of its parts. */
export function consensusOf(
  rows: readonly (readonly Dec[])[],
  stakes: readonly Dec[],
  coefficients: readonly Dec[],
): Consensus {
  const adjusted = adjustedStakes(stakes, coefficients);
  return { adjustedStakes: adjusted, ...consensusLosses(rows, adjusted) };
}

/** The scores of all reputers for given coefficients (docs/spec/emissions.md §10.2). Errors as of its parts. */
export function consensusScores(
  rows: readonly (readonly Dec[])[],
  stakes: readonly Dec[],
  coefficients: readonly Dec[],
  epsilons: ScoreEpsilons,
): Dec[] {
  const consensus = consensusOf(rows, stakes, coefficients);
  return rows.map((row) => consensusScore(row, consensus, epsilons));
}
