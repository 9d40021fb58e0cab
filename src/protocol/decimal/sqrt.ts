import { Dec, PRECISION } from './dec.ts';
import { decimalErrors } from './errors.ts';
import { addAt, mulAt, quoAt, roundHalfEven } from './working.ts';

const HALF = Dec.parse('0.5');
/** First guesses on [0.1, 1): slope and offset for an even and for an odd power of ten. */
const EVEN_GUESS = { slope: Dec.parse('0.819'), offset: Dec.parse('0.259') };
const ODD_GUESS = { slope: Dec.parse('2.59'), offset: Dec.parse('0.0819') };

/**
 * Square root, 34 digits padded with zeros, half to even, by the variable-precision Newton iteration of Hull and
 * Abrham (1985) with six guard digits; like the chain's it is one unit high for a few inputs next to a power of ten.
 * A zero keeps its sign and half its exponent.
 * @throws DecimalError math/6 on NaN, undefined/1 for x < 0
 */
export function sqrt(x: Dec): Dec {
  if (x.isNaN()) throw decimalErrors.nan('cannot Sqrt a NaN');
  if (x.isNegative()) throw decimalErrors.invalidOperation('decimal square root of a negative number');
  if (x.isZero()) return Dec.zero((x.exponent - (x.exponent % 2)) >> 1, x.signBit);
  let scale = x.exponent + x.digits;
  const even = scale % 2 === 0;
  const fraction = Dec.finite(x.coefficient, even ? -x.digits : -x.digits - 1, x.digits);
  if (!even) scale += 1;
  const last = (x.digits > PRECISION + 1 ? x.digits : PRECISION + 1) + 5;
  const { slope, offset } = even ? EVEN_GUESS : ODD_GUESS;
  let root = addAt(mulAt(slope, fraction, last - 5), offset, last - 5);
  for (let precision = 3; precision !== last; ) {
    precision = 2 * precision - 2;
    if (precision > last) precision = last;
    const sum = addAt(quoAt(fraction, root, precision), root, precision);
    root = mulAt(sum, HALF, precision);
  }
  return roundHalfEven(Dec.finite(root.coefficient, root.exponent + (scale >> 1), root.digits), PRECISION);
}
