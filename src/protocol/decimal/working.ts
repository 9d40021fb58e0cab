import { Dec } from './dec.ts';
import { pow10 } from './digits.ts';

/** Digits that exp, ln and log10 work with before their result is rounded to 34. */
export const WORKING_PRECISION = 36;

/**
 * Rounds coefficient × 10^exponent, whose coefficient has `digits` digits, to `precision` digits, half to even.
 */
function nearest(coefficient: bigint, exponent: number, digits: number, precision: number): Dec {
  const drop = digits - precision;
  if (drop <= 0) return Dec.finite(coefficient, exponent, digits);
  const unit = pow10(drop);
  let quotient = coefficient / unit;
  const rest = coefficient - quotient * unit;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  if (twice > unit || (twice === unit && (quotient & 1n) === 1n)) {
    quotient += coefficient < 0n ? -1n : 1n;
    const limit = pow10(precision);
    if (quotient === limit || quotient === -limit) return Dec.finite(quotient / 10n, exponent + drop + 1, precision);
  }
  return Dec.finite(quotient, exponent + drop, precision);
}

/** x rounded to `precision` digits, half to even; shorter values stay as they are. */
export const roundHalfEven = (x: Dec, precision: number): Dec =>
  x.digits <= precision ? x : nearest(x.coefficient, x.exponent, x.digits, precision);

/** x rounded to `precision` digits, a half away from zero. */
export function roundHalfUp(x: Dec, precision: number): Dec {
  const drop = x.digits - precision;
  if (drop <= 0) return x;
  const half = 5n * pow10(drop - 1);
  const quotient = (x.coefficient + (x.coefficient < 0n ? -half : half)) / pow10(drop);
  return Dec.finite(quotient, x.exponent + drop);
}

/** Digits of a product whose factors have `bound` digits together. */
function productDigits(product: bigint, bound: number): number {
  const below = pow10(bound - 1);
  return product >= below || product <= -below ? bound : bound - 1;
}

/** x·y to `precision` digits, half to even. */
export function mulAt(x: Dec, y: Dec, precision: number): Dec {
  const product = x.coefficient * y.coefficient;
  const exponent = x.exponent + y.exponent;
  if (product === 0n) return Dec.zero(exponent, x.signBit !== y.signBit);
  const bound = x.digits + y.digits;
  if (bound <= precision) return Dec.finite(product, exponent);
  return nearest(product, exponent, productDigits(product, bound), precision);
}

/** The whole product, however many digits it has. */
export const mulWhole = (x: Dec, y: Dec): Dec => Dec.finite(x.coefficient * y.coefficient, x.exponent + y.exponent);

/** x + y to `precision` digits, half to even. */
export const addAt = (x: Dec, y: Dec, precision: number): Dec => roundSum(x.add(y), x, y, precision);

/** x − y to `precision` digits, half to even. */
export const subAt = (x: Dec, y: Dec, precision: number): Dec => roundSum(x.sub(y), x, y, precision);

/** Rounds a sum whose number of digits follows from its terms, unless they cancelled. */
function roundSum(sum: Dec, x: Dec, y: Dec, precision: number): Dec {
  const a = x.exponent + x.digits;
  const b = y.exponent + y.digits;
  const digits = (a > b ? a : b) - sum.exponent;
  if (digits < precision) return sum;
  const magnitude = sum.coefficient < 0n ? -sum.coefficient : sum.coefficient;
  if (magnitude >= pow10(digits)) return nearest(sum.coefficient, sum.exponent, digits + 1, precision);
  if (magnitude >= pow10(digits - 1)) return nearest(sum.coefficient, sum.exponent, digits, precision);
  return roundHalfEven(sum, precision);
}

/** x / y (y ≠ 0) to exactly `precision` digits, half to even. */
export function quoAt(x: Dec, y: Dec, precision: number): Dec {
  if (x.isZero()) return Dec.zero(x.exponent - y.exponent, x.signBit !== y.signBit);
  const shift = precision + 1 + y.digits - x.digits;
  const numerator = shift > 0 ? x.coefficient * pow10(shift) : x.coefficient;
  const denominator = shift < 0 ? y.coefficient * pow10(-shift) : y.coefficient;
  const quotient = numerator / denominator;
  // One more digit stands for all that follow, so that a half is told from a little more.
  const tail = quotient * denominator === numerator ? 0n : x.isNegative() === y.isNegative() ? 1n : -1n;
  const extended = quotient * 10n + tail;
  return nearest(extended, x.exponent - y.exponent - shift - 1, productDigits(extended, precision + 3), precision);
}
