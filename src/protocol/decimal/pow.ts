import { Dec, PRECISION } from './dec.ts';
import { pow10 } from './digits.ts';
import { DecimalUnderflow, decimalErrors } from './errors.ts';
import { expWorking } from './exp.ts';
import { split, truncateDigits } from './integral.ts';
import { lnWorking } from './ln.ts';
import { mulWhole, quoAt, roundHalfUp } from './working.ts';

const GUARD_DIGITS = 10;

/** x^n for an integer n by binary squaring, a half rounded up at every product; 1/x^|n| for a negative n. */
function integerPower(x: Dec, n: bigint, precision: number): Dec {
  let result = Dec.ONE;
  let square = x;
  for (let rest = n < 0n ? -n : n; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = roundHalfUp(mulWhole(result, square), precision);
    if (rest > 1n) square = roundHalfUp(mulWhole(square, square), precision);
  }
  return n < 0n ? roundHalfUp(quoAt(Dec.ONE, result, precision + 1), precision) : result;
}

/**
 * x^y, cut to 34 digits: an exact-as-possible power for the whole part of y, e^(frac(y)·ln x) for the rest.
 * 0^y is 0 for every y, x^0 is 1.
 * @throws DecimalError math/6 on NaN; undefined/1 for x < 0, for |y| ≥ 1e34, and outside the exponent limits
 */
export function pow(x: Dec, y: Dec): Dec {
  if (x.isNaN() || y.isNaN()) throw decimalErrors.nan('cannot Pow with a NaN argument');
  if (x.isNegative()) throw decimalErrors.invalidOperation('decimal exponentiation of a negative base');
  if (x.isZero()) return Dec.ZERO;
  if (y.isZero()) return Dec.ONE;
  if (y.eq(Dec.ONE)) return x;
  const { whole, fraction } = split(y);
  if (whole.exponent + whole.digits > PRECISION) throw decimalErrors.invalidOperation('decimal exponentiation');
  const precision = (x.digits > PRECISION ? x.digits : PRECISION) + GUARD_DIGITS;
  const power = integerPower(x, whole.coefficient * pow10(whole.exponent), precision);
  if (fraction.isZero()) return truncateDigits(power);
  const exponent = roundHalfUp(mulWhole(lnWorking(x), fraction), precision);
  return truncateDigits(roundHalfUp(mulWhole(power, expWorking(exponent)), precision));
}

/** x^y as {@link pow}, but 0 where it lies below the exponent limits. @throws DecimalError as pow does otherwise */
export function powOrZero(x: Dec, y: Dec): Dec {
  try {
    return pow(x, y);
  } catch (error) {
    if (error instanceof DecimalUnderflow) return Dec.ZERO;
    throw error;
  }
}

/** 10^x, cut to 34 digits. @throws DecimalError math/6 on NaN, undefined/1 outside the exponent limits */
export const exp10 = (x: Dec): Dec => pow(Dec.TEN, x);
