import { Dec } from './dec.ts';
import { pow10 } from './digits.ts';
import { decimalErrors } from './errors.ts';

const SMALLEST = Dec.parse('1E-40');
const LARGEST = Dec.parse('1E+40');

/** Most digits, and largest size of the exponent, of a decimal that comes from outside. */
const INPUT_SIZE = 100;
/** Longest text of one: more is refused before a digit is read. */
const INPUT_TEXT = 256;

/**
 * Whether a decimal from outside is small enough to calculate with: at most 100 digits and an exponent between −100 and 100.
 * Magnitude says nothing of this: 1.000…1 can have a hundred thousand digits, and exact sums keep them all. The reference has
 * no such limit; this is a guard (docs/spec/emissions.md §8.5).
 */
export const isWieldy = (value: Dec): boolean =>
  value.digits <= INPUT_SIZE && value.exponent <= INPUT_SIZE && value.exponent >= -INPUT_SIZE;

/**
 * Checks a value of a worker or reputer payload (BoundedExp40): finite, and 0 or 1e-40 ≤ |v| ≤ 1e40.
 * @throws DecimalError math/8 otherwise. docs/spec/synthesis.md §1
 */
function checkBounded(value: Dec): Dec {
  if (value.isNaN()) throw decimalErrors.outOfRange('value must be finite');
  if (!isWieldy(value)) throw decimalErrors.outOfRange('more than 100 digits, or an exponent beyond 100');
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
export function parseBounded(text: string): Dec {
  if (text.length > INPUT_TEXT) throw decimalErrors.outOfRange(`longer than ${INPUT_TEXT} characters`);
  return checkBounded(Dec.parse(text));
}

/** Moves a value into the bounds of payload values, keeping its sign. @throws DecimalError math/8 on NaN */
export function capBounded(value: Dec): Dec {
  if (value.isNaN()) throw decimalErrors.outOfRange('value must be finite');
  if (value.isZero()) return value;
  const magnitude = value.abs();
  if (magnitude.lt(SMALLEST)) return value.isNegative() ? SMALLEST.neg() : SMALLEST;
  if (magnitude.gt(LARGEST)) return value.isNegative() ? LARGEST.neg() : LARGEST;
  return value;
}

/** Decimal places that an average which is carried on from epoch to epoch keeps. */
const PLACES = 600;

/**
 * A value without its digits below 1e-600, toward zero. Sums are exact, so an average whose older part decays gains digits with
 * every epoch where nothing stops it; no number that anybody measured comes near. A guard (docs/spec/synthesis.md §1).
 */
export function keepPlaces(value: Dec): Dec {
  const drop = -PLACES - value.exponent;
  if (drop <= 0) return value;
  const kept = drop > value.digits ? 0n : value.coefficient / pow10(drop);
  return kept === 0n ? Dec.ZERO : Dec.finite(kept, -PLACES);
}
