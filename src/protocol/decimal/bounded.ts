import { Dec } from './dec.ts';
import { decimalErrors } from './errors.ts';

const SMALLEST = Dec.parse('1E-40');
const LARGEST = Dec.parse('1E+40');

/**
 * Checks a value of a worker or reputer payload (BoundedExp40): finite, and 0 or 1e-40 ≤ |v| ≤ 1e40.
 * @throws DecimalError math/8 otherwise. docs/spec/synthesis.md §1
 */
function checkBounded(value: Dec): Dec {
  if (value.isNaN()) throw decimalErrors.outOfRange('value must be finite');
  if (value.isZero()) return value;
  const magnitude = value.abs();
  if (magnitude.lt(SMALLEST)) throw decimalErrors.outOfRange('magnitude below 1e-40');
  if (magnitude.gt(LARGEST)) throw decimalErrors.outOfRange('magnitude above 1e40');
  return value;
}

/**
 * Reads a value of a worker or reputer payload.
 * @throws DecimalError math/1 or math/4 when it is not a number, math/8 out of bounds or NaN
 */
export const parseBounded = (text: string): Dec => checkBounded(Dec.parse(text));

/** Moves a value into the bounds of payload values, keeping its sign. @throws DecimalError math/8 on NaN */
export function capBounded(value: Dec): Dec {
  if (value.isNaN()) throw decimalErrors.outOfRange('value must be finite');
  if (value.isZero()) return value;
  const magnitude = value.abs();
  if (magnitude.lt(SMALLEST)) return value.isNegative() ? SMALLEST.neg() : SMALLEST;
  if (magnitude.gt(LARGEST)) return value.isNegative() ? LARGEST.neg() : LARGEST;
  return value;
}
