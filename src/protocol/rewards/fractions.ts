import { Dec, phi, pow, stdDev, sum } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { MappingParameters, ScoreFractions } from './types.ts';

/**
 * Reward fractions of workers: scores in units of the history's deviation, mapped by φ, divided by their sum; equal
 * fractions when the history varies by less than the topic's epsilon (docs/spec/emissions.md §11.3).
 * @throws DecimalError math/6 on NaN, undefined/1 when all mapped values vanish
 */
export function scoreFractions(
  scores: readonly Dec[],
  history: readonly Dec[],
  { p, c, epsilon }: MappingParameters,
): ScoreFractions {
  const sigma = stdDev(history).abs();
  const scale = sigma.add(epsilon);
  const flat = sigma.lt(epsilon);
  const mapped = scores.map((score) => (flat ? Dec.ONE : phi(p, c, score.quo(scale))));
  const total = sum(mapped);
  return { sigma, mapped, fractions: mapped.map((value) => value.quo(total)) };
}

/**
 * Reward fractions of reputers: (stake·score)^p over the sum of these (docs/spec/emissions.md §11.3). A zero stays.
 * @throws ProtocolError 39 for lists of different length, DecimalError undefined/1 for a negative score
 */
export function reputerFractions(stakes: readonly Dec[], scores: readonly Dec[], p: Dec): Dec[] {
  if (stakes.length !== scores.length) {
    throw new ProtocolError('invalidSliceLength', `${stakes.length} stakes, ${scores.length} scores`);
  }
  const powers = stakes.map((stake, index) => pow(stake.mul(scores[index] as Dec), p));
  const total = sum(powers);
  return powers.map((power) => (power.isZero() ? power : power.quo(total)));
}
