import { Dec, log10 } from '../decimal/index.ts';
import { invalid } from './parameters.ts';

const TWO = Dec.of(2);

/**
 * The smallest squared error that data of this resolution can tell from an exact hit: (resolution/2)². Without such a
 * floor one exact hit has the logarithm −100 and upsets regrets for many epochs (docs/spec/synthesis.md §10).
 * @param resolution the smallest non-zero difference between values, in the data's unit; above 0
 * @throws ProtocolError 52
 */
export function squaredLossFloor(resolution: Dec): Dec {
  if (!resolution.isPositive()) throw invalid('the resolution of the data must be above 0');
  const half = resolution.quo(TWO);
  return half.mul(half);
}

/**
 * The value to submit for a loss: its log10, not below that of the floor, or the raw loss where the topic allows negative
 * ones (docs/spec/synthesis.md §10).
 * @throws ProtocolError 52 for a negative loss, or a zero one without a floor, where a logarithm is wanted
 */
export function submittedLoss(loss: Dec, topic: { readonly allowNegative: boolean }, floor?: Dec): Dec {
  if (topic.allowNegative) return loss;
  if (loss.isNegative()) throw invalid('a negative loss has no logarithm: the topic must allow negative losses');
  const floored = floor !== undefined && loss.lt(floor) ? floor : loss;
  if (!floored.isPositive()) throw invalid('a loss of 0 has no logarithm: give a loss floor');
  return log10(floored);
}
