import { Dec, PRECISION } from './dec.ts';
import { digitCount, pow10 } from './digits.ts';
import { decimalErrors } from './errors.ts';

/** Splits at the decimal point; both parts keep the sign, and the whole part has no negative exponent. */
export function split(x: Dec): { whole: Dec; fraction: Dec } {
  if (x.exponent >= 0) return { whole: x, fraction: Dec.ZERO };
  const unit = x.exponent + x.digits <= 0 ? 0n : pow10(-x.exponent);
  const quotient = unit === 0n ? 0n : x.coefficient / unit;
  const rest = x.coefficient - quotient * unit;
  return {
    whole: quotient === 0n ? Dec.zero(0, x.signBit) : Dec.finite(quotient, 0),
    fraction: Dec.finite(rest, x.exponent),
  };
}

/** Removes digits beyond the 34th, toward zero. */
export function truncateDigits(x: Dec): Dec {
  const drop = x.digits - PRECISION;
  if (drop <= 0) return x;
  return Dec.finite(x.coefficient / pow10(drop), x.exponent + drop, PRECISION);
}

function refuseNaN(operation: string, ...operands: Dec[]): void {
  if (operands.some((operand) => operand.isNaN())) throw decimalErrors.nan(`cannot ${operation} a NaN`);
}

/** Largest integer ≤ x; cut to 34 digits where it differs from the whole part. @throws DecimalError math/6 */
export function floor(x: Dec): Dec {
  refuseNaN('Floor', x);
  const { whole, fraction } = split(x);
  return fraction.isNegative() ? truncateDigits(whole.sub(Dec.ONE)) : whole;
}

/** Smallest integer ≥ x; between −1 and 0 it is `-0`. @throws DecimalError math/6 */
export function ceil(x: Dec): Dec {
  refuseNaN('Ceil', x);
  const { whole, fraction } = split(x);
  return fraction.isPositive() ? truncateDigits(whole.add(Dec.ONE)) : whole;
}

/** Coefficients at a common exponent; undefined when the quotient surely has more than 34 digits. */
function align(x: Dec, y: Dec): { a: bigint; b: bigint; exponent: number } | undefined {
  const exponent = x.exponent < y.exponent ? x.exponent : y.exponent;
  if (!x.isZero() && x.exponent + x.digits - (y.exponent + y.digits) > PRECISION) return undefined;
  return { a: x.coefficient * pow10(x.exponent - exponent), b: y.coefficient * pow10(y.exponent - exponent), exponent };
}

/**
 * Integer part of x / y, with exponent 0.
 * @throws DecimalError math/6 on NaN, undefined/1 on division by zero and when it has more than 34 digits
 */
export function quoInteger(x: Dec, y: Dec): Dec {
  refuseNaN('QuoInteger', x, y);
  if (y.isZero()) {
    throw x.isZero() ? decimalErrors.divisionUndefined('QuoInteger') : decimalErrors.divisionByZero('QuoInteger');
  }
  const aligned = align(x, y);
  const quotient = aligned === undefined ? undefined : aligned.a / aligned.b;
  if (quotient === undefined || digitCount(quotient) > PRECISION) throw decimalErrors.divisionImpossible('QuoInteger');
  return quotient === 0n ? Dec.zero(0, x.signBit !== y.signBit) : Dec.finite(quotient, 0);
}

/**
 * x − y·trunc(x / y), with the sign of x, cut to 34 digits.
 * @throws DecimalError math/6 on NaN, undefined/1 on y = 0 and when trunc(x / y) has more than 34 digits
 */
export function rem(x: Dec, y: Dec): Dec {
  refuseNaN('Rem', x, y);
  if (y.isZero()) throw x.isZero() ? decimalErrors.divisionUndefined('Rem') : decimalErrors.invalidOperation('Rem');
  const aligned = align(x, y);
  if (aligned === undefined || digitCount(aligned.a / aligned.b) > PRECISION) {
    throw decimalErrors.divisionImpossible('Rem');
  }
  const rest = aligned.a % aligned.b;
  return rest === 0n ? Dec.zero(aligned.exponent, x.signBit) : truncateDigits(Dec.finite(rest, aligned.exponent));
}

/** Product that must fit in 34 digits. @throws DecimalError math/2 when it does not */
export const mulExact = (x: Dec, y: Dec): Dec => x.mulExact(y);

/** Quotient that must fit in 34 digits. @throws DecimalError math/2 when it does not */
export const quoExact = (x: Dec, y: Dec): Dec => x.quoExact(y);
