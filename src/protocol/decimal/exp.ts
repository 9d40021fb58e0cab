import { Dec, PRECISION } from './dec.ts';
import { digitCount, pow10 } from './digits.ts';
import { decimalErrors } from './errors.ts';
import { addAt, mulAt, WORKING_PRECISION as P, quoAt, roundHalfEven, subAt } from './working.ts';

const STEPS = 300;
/** ln 10 to 72 places, for the table below. */
const LN10_FIXED = 2302585092994045684017991454684364207601101488628772976033327900967572609n;
const FIXED_PLACES = 72;

/** 300 / ln 10 and ln 10 / 300, the latter split so that a multiple of the first part is exact. */
const STEPS_PER_UNIT = Dec.parse('130.288344570975548395869667343495325');
const STEP_HIGH = Dec.parse('0.007675283643313485613393');
const STEP_LOW = Dec.parse('3.048489478806920036716287625765868E-25');

const series = (denominator: bigint): Dec => quoAt(Dec.ONE, Dec.of(denominator), P);
const P2 = series(6n);
const P4 = series(-360n);
const P6 = series(15120n);
const P8 = series(-604800n);

/** Beyond this, e^x is outside the exponent limits: 100000 · ln 10. */
const LIMIT = Dec.parse('230258.5092994045684017991454684364207');
const NEGATIVE_LIMIT = LIMIT.neg();

/** 10^(b/300) for b = 0…299 to 36 digits. */
const POWERS: readonly Dec[] = powersOfTenRoots();

function powersOfTenRoots(): Dec[] {
  const one = pow10(FIXED_PLACES);
  const step = LN10_FIXED / BigInt(STEPS);
  let root = one;
  for (let term = step, n = 2n; term > 0n; n++) {
    root += term;
    term = (term * step) / (one * n);
  }
  const powers: Dec[] = [];
  for (let b = 0, power = one; b < STEPS; b++, power = (power * root) / one) {
    powers.push(b === 0 ? Dec.ONE : roundHalfEven(Dec.finite(power, -FIXED_PLACES, digitCount(power)), P));
  }
  return powers;
}

/** The integer nearest to x, half to even; x has at most 36 digits and is far below 2^53. */
function nearestInteger(x: Dec): number {
  if (x.exponent >= 0) return Number(x.coefficient * pow10(x.exponent));
  const unit = pow10(-x.exponent);
  const whole = x.coefficient / unit;
  const rest = x.coefficient - whole * unit;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  const up = twice > unit || (twice === unit && (whole & 1n) === 1n);
  return Number(whole) + (up ? (rest < 0n ? -1 : 1) : 0);
}

/**
 * e^x to 36 digits, half to even at every step: x = t·ln10/300 + c, e^x = 10^(t/300)·e^c, and e^c from
 * 1 + c + c·r/(2 − r) with r an even series in c. docs/spec/synthesis.md §1.
 * @throws DecimalError undefined/1 when the result is beyond the exponent limit
 */
export function expWorking(x: Dec): Dec {
  if (x.isZero()) return Dec.ONE;
  if (x.gt(LIMIT)) throw decimalErrors.exponentOverflow('decimal e to the x exponentiation');
  if (x.lt(NEGATIVE_LIMIT)) return Dec.ZERO;
  // A tiny x has t = 0, and its exact product might pass the exponent limits.
  const t = x.exponent + x.digits < -P ? 0 : nearestInteger(mulAt(x, STEPS_PER_UNIT, P));
  let c = x;
  if (t !== 0) {
    const steps = Dec.of(t);
    c = subAt(subAt(x, mulAt(steps, STEP_HIGH, P), P), mulAt(steps, STEP_LOW, P), P);
  } else {
    c = roundHalfEven(x, P);
  }
  const turn = ((t % STEPS) + STEPS) % STEPS;
  const power = POWERS[turn] as Dec;
  const scale = (t - turn) / STEPS;
  if (c.isZero() || c.exponent + c.digits < -1000) return shifted(addAt(power, mulAt(power, c, P), P), scale);
  const c2 = mulAt(c, c, P);
  let r = addAt(mulAt(c2, P8, P), P6, P);
  r = addAt(mulAt(r, c2, P), P4, P);
  r = addAt(mulAt(r, c2, P), P2, P);
  r = subAt(c, mulAt(r, c2, P), P);
  const pc = mulAt(power, c, P);
  let sum = quoAt(mulAt(pc, r, P), subAt(Dec.TWO, r, P), P);
  sum = addAt(sum, pc, P);
  return shifted(addAt(sum, power, P), scale);
}

const shifted = (x: Dec, places: number): Dec =>
  places === 0 ? x : Dec.finite(x.coefficient, x.exponent + places, x.digits);

/**
 * e^x, 34 digits, half to even; 0 for x below −100000·ln 10.
 * @throws DecimalError math/6 on NaN, undefined/1 for x above 100000·ln 10. docs/spec/synthesis.md §1
 */
export function exp(x: Dec): Dec {
  if (x.isNaN()) throw decimalErrors.nan('cannot Exp a NaN');
  return roundHalfEven(expWorking(x), PRECISION);
}
