import { Dec, mad, stdDev } from '../decimal/index.ts';
import type { ScaleRule } from './rules.ts';

/** 1/Φ⁻¹(0.75): makes a median absolute deviation comparable with a standard deviation. */
const MAD_TO_STANDARD_DEVIATION = Dec.parse('1.4826');

/** Spread of regrets in their own unit (log10 loss), before epsilon. */
export function spread(regrets: readonly Dec[], rule: ScaleRule): Dec {
  if (rule === 'standard-deviation') return stdDev(regrets);
  return MAD_TO_STANDARD_DEVIATION.mul(mad(regrets).mad);
}

/**
 * The scale S that regrets are divided by: |spread| + epsilon, so at least epsilon (docs/spec/synthesis.md §4).
 * @param regrets of inferers, then of forecasters; none gives epsilon
 */
export function regretScale(regrets: readonly Dec[], epsilon: Dec, rule: ScaleRule): Dec {
  return spread(regrets, rule).abs().add(epsilon);
}
