import { Dec, PRECISION } from './dec.ts';
import { decimalErrors } from './errors.ts';
import { expWorking } from './exp.ts';
import { addAt, mulAt, WORKING_PRECISION as P, quoAt, roundHalfEven, subAt } from './working.ts';

const LN10 = Dec.parse('2.302585092994045684017991454684364207');
const LOG10_E = Dec.parse('0.434294481903251827651128918916605082');
const THREE = Dec.of(3);
const NINE = Dec.of(9);
const ROUNDS = 3;

function refuse(x: Dec, name: string): void {
  if (x.isNaN()) throw decimalErrors.nan(`cannot ${name} a NaN`);
  if (!x.isPositive()) throw decimalErrors.invalidOperation(`${name} of a number that is not positive`);
}

/**
 * ln x to 36 digits for x > 0: x = A·10^B with 1 ≤ A < 10, then three rounds of Halley's method on e^y = A.
 * docs/spec/synthesis.md §1.
 */
export function lnWorking(x: Dec): Dec {
  if (x.eq(Dec.ONE)) return Dec.ZERO;
  const scale = x.exponent + x.digits - 1;
  const a = Dec.finite(x.coefficient, 1 - x.digits, x.digits);
  let y = subAt(THREE, quoAt(NINE, addAt(a, Dec.TWO, P), P), P);
  for (let round = 0; round < ROUNDS; round++) {
    const e = expWorking(y);
    const difference = mulAt(Dec.TWO, subAt(e, a, P), P);
    y = subAt(y, quoAt(difference, addAt(e, a, P), P), P);
  }
  return addAt(y, mulAt(Dec.of(scale), LN10, P), P);
}

/** Natural logarithm, 34 digits, half to even. @throws DecimalError math/6 on NaN, undefined/1 for x ≤ 0 */
export function ln(x: Dec): Dec {
  refuse(x, 'Ln');
  return roundHalfEven(lnWorking(x), PRECISION);
}

/** A number with more decimal places than this is not added to 1 as it stands. */
const LONG = -600;
/** What is smaller than this changes no digit of the rounds below. */
const TINY = -300;

/**
 * ln(1 + t) for 0 ≤ t, as {@link ln} of the exact sum. Of a t far below the working precision each of the three rounds adds t, so that the
 * sum, of up to 100,000 digits, need not be made: with one logarithm per actor that took half a minute of a block.
 */
export function lnOnePlus(t: Dec): Dec {
  if (t.exponent > LONG || t.exponent + t.digits > TINY) return ln(Dec.ONE.add(t));
  const step = quoAt(mulAt(Dec.TWO, t, P), Dec.TWO, P);
  return roundHalfEven(addAt(addAt(step, step, P), step, P), PRECISION);
}

/** Logarithm to base 10, 34 digits, half to even. @throws DecimalError math/6 on NaN, undefined/1 for x ≤ 0 */
export function log10(x: Dec): Dec {
  refuse(x, 'Log10');
  return roundHalfEven(mulAt(lnWorking(x), LOG10_E, P), PRECISION);
}
