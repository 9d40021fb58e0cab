import { digitCount, pow10 } from './digits.ts';
import { decimalErrors } from './errors.ts';
import { EXPONENT_LIMIT, parseParts, positionalText, scientificText } from './text.ts';

/** Significant digits that Mul, Quo and the functions keep. */
export const PRECISION = 34;

/** Inside this range of exponents no sum of ordinary operands can leave the limits. */
const SAFE_EXPONENT = 50_000;
const SAFE_SHIFT = 1_000;
const SDK_INT_BITS = 256n;

const NUMBER = 0;
const NEGATIVE_ZERO = 1;
/** The explicit flag; what follows it are NaNs that were read from a text, which the reference keeps apart. */
const NAN_FLAG = 2;
const QUIET_NAN = 3;
const SIGNALLING_NAN = 4;
type Kind = typeof NUMBER | typeof NEGATIVE_ZERO | typeof NAN_FLAG | typeof QUIET_NAN | typeof SIGNALLING_NAN;

/**
 * An immutable decimal: coefficient × 10^exponent, with signed zeros and a NaN flag, as the chain computes.
 *
 * `1`, `1.0` and `1.00` are equal but distinct: the exponent is kept, and state holds the text of it.
 * Add and Sub are exact without a limit of digits; Mul and Quo keep 34 digits, cut toward zero. An operation on
 * NaN throws. docs/spec/synthesis.md §1.
 */
export class Dec {
  /** Signed coefficient; 0n for both zeros and for NaN. */
  readonly coefficient: bigint;
  /** Power of ten that the coefficient is multiplied by. */
  readonly exponent: number;
  private readonly kind: Kind;
  private digitsKnown: number;

  private constructor(coefficient: bigint, exponent: number, kind: Kind, digits: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
    this.kind = kind;
    this.digitsKnown = digits;
  }

  static readonly ZERO = new Dec(0n, 0, NUMBER, 1);
  static readonly ONE = new Dec(1n, 0, NUMBER, 1);
  static readonly TWO = new Dec(2n, 0, NUMBER, 1);
  static readonly TEN = new Dec(10n, 0, NUMBER, 2);
  /** The explicit NaN flag: "no value". Its stored number is 0. */
  static readonly NAN = new Dec(0n, 0, NAN_FLAG, 1);
  private static readonly QUIET_NAN = new Dec(0n, 0, QUIET_NAN, 1);
  private static readonly SIGNALLING_NAN = new Dec(0n, 0, SIGNALLING_NAN, 1);

  /**
   * Reads a decimal text, plain or scientific; `''` is 0. `NaN` and `sNaN` are read, as not finite.
   * @throws DecimalError math/1 when it is not a number or its exponent is beyond ±100000, math/4 for an infinity
   */
  static parse(text: string): Dec {
    const parts = parseParts(text);
    if (parts === 'NaN') return Dec.QUIET_NAN;
    if (parts === 'sNaN') return Dec.SIGNALLING_NAN;
    return new Dec(parts.coefficient, parts.exponent, parts.negativeZero ? NEGATIVE_ZERO : NUMBER, 0);
  }

  /**
   * A decimal from a bigint, a safe integer, or a text.
   * @throws DecimalError math/1 for a number that is not a safe integer, or a text that is not a number
   */
  static of(value: bigint | number | string): Dec {
    if (typeof value === 'string') return Dec.parse(value);
    if (typeof value === 'bigint') return new Dec(value, 0, NUMBER, 0);
    if (!Number.isSafeInteger(value)) throw decimalErrors.invalidString(`${value} is not a safe integer`);
    return new Dec(BigInt(value), 0, NUMBER, 0);
  }

  /**
   * coefficient × 10^exponent, nothing rounded.
   * @throws DecimalError undefined/1 outside the exponent limits
   */
  static finite(coefficient: bigint, exponent: number, digits = 0): Dec {
    const result = new Dec(coefficient, exponent, NUMBER, digits);
    if (exponent > SAFE_EXPONENT || exponent < -SAFE_EXPONENT) result.checkExponent();
    return result;
  }

  /** A zero with the given exponent and sign. */
  static zero(exponent: number, negative: boolean): Dec {
    const result = new Dec(0n, exponent, negative ? NEGATIVE_ZERO : NUMBER, 1);
    result.checkExponent();
    return result;
  }

  private checkExponent(): void {
    const adjusted = this.exponent + this.digits - 1;
    if (adjusted > EXPONENT_LIMIT) throw decimalErrors.exponentOverflow(`exponent ${adjusted}`);
    if (adjusted < -EXPONENT_LIMIT) throw decimalErrors.exponentUnderflow(`exponent ${adjusted}`);
  }

  /** Number of digits of the coefficient; a zero has one. */
  get digits(): number {
    if (this.digitsKnown === 0) this.digitsKnown = digitCount(this.coefficient);
    return this.digitsKnown;
  }

  /** True for negative numbers and for −0. */
  get signBit(): boolean {
    return this.coefficient < 0n || this.kind === NEGATIVE_ZERO;
  }

  /** Exact sum. @throws DecimalError math/6 on NaN */
  add(other: Dec): Dec {
    if ((this.kind | other.kind) !== NUMBER) {
      this.refuseNaN(other, 'add');
      if (this.kind === NEGATIVE_ZERO && other.kind === NEGATIVE_ZERO) {
        return Dec.zero(this.exponent < other.exponent ? this.exponent : other.exponent, true);
      }
    }
    return this.combine(other, other.coefficient);
  }

  /** Exact difference. @throws DecimalError math/6 on NaN */
  sub(other: Dec): Dec {
    if ((this.kind | other.kind) !== NUMBER) {
      this.refuseNaN(other, 'subtract');
      if (this.kind === NEGATIVE_ZERO && other.coefficient === 0n && other.kind === NUMBER) {
        return Dec.zero(this.exponent < other.exponent ? this.exponent : other.exponent, true);
      }
    }
    return this.combine(other, -other.coefficient);
  }

  private combine(other: Dec, addend: bigint): Dec {
    const a = this.exponent;
    const b = other.exponent;
    if (a === b) return Dec.finite(this.coefficient + addend, a);
    const shift = a < b ? b - a : a - b;
    if (shift > EXPONENT_LIMIT) throw decimalErrors.exponentOverflow('exponents too far apart');
    const sum = a < b ? this.coefficient + addend * pow10(shift) : this.coefficient * pow10(shift) + addend;
    const result = new Dec(sum, a < b ? a : b, NUMBER, 0);
    if (shift > SAFE_SHIFT || result.exponent < -SAFE_EXPONENT) result.checkExponent();
    return result;
  }

  /** Product, cut to 34 digits. @throws DecimalError math/6 on NaN, undefined/1 outside the exponent limits */
  mul(other: Dec): Dec {
    if ((this.kind | other.kind) !== NUMBER) this.refuseNaN(other, 'multiply');
    const exponent = this.exponent + other.exponent;
    const product = this.coefficient * other.coefficient;
    if (product === 0n) return Dec.zero(exponent, this.signBit !== other.signBit);
    return cut(product, exponent, this.digits + other.digits);
  }

  /**
   * Quotient of exactly 34 digits, padded with zeros, cut toward zero; a zero keeps the exponent e(x) − e(y).
   * @throws DecimalError math/6 on NaN, undefined/1 on division by zero and outside the exponent limits
   */
  quo(other: Dec): Dec {
    return this.quotient(other, false);
  }

  /** As quo, but throws math/2 when the quotient needs more than 34 digits. */
  quoExact(other: Dec): Dec {
    return this.quotient(other, true);
  }

  private quotient(other: Dec, exact: boolean): Dec {
    if ((this.kind | other.kind) !== NUMBER) this.refuseNaN(other, 'divide');
    const divisor = other.coefficient;
    const exponent = this.exponent - other.exponent;
    if (divisor === 0n) {
      if (this.coefficient === 0n) throw decimalErrors.divisionUndefined('decimal quotient');
      throw decimalErrors.divisionByZero('decimal quotient');
    }
    if (this.coefficient === 0n) return Dec.zero(exponent, this.signBit !== other.signBit);
    // With `digits` more digits in the numerator the integer quotient has 34 or 35 of them.
    let shift = PRECISION + other.digits - this.digits;
    let numerator = this.coefficient;
    let denominator = divisor;
    if (shift >= 0) numerator *= pow10(shift);
    else denominator *= pow10(-shift);
    let result = numerator / denominator;
    let inexact = exact && result * denominator !== numerator;
    if (result >= LIMIT || result <= -LIMIT) {
      const shorter = result / 10n;
      inexact ||= exact && shorter * 10n !== result;
      result = shorter;
      shift -= 1;
    }
    if (inexact) throw decimalErrors.unexpectedRounding('QuoExact');
    return Dec.finite(result, exponent - shift, PRECISION);
  }

  /** As mul, but throws math/2 when the product has more than 34 digits. */
  mulExact(other: Dec): Dec {
    if ((this.kind | other.kind) !== NUMBER) this.refuseNaN(other, 'MulExact');
    if (digitCount(this.coefficient * other.coefficient) > PRECISION)
      throw decimalErrors.unexpectedRounding('MulExact');
    return this.mul(other);
  }

  /** −x, cut to 34 digits; both zeros become +0. @throws DecimalError math/6 on NaN */
  neg(): Dec {
    if (this.kind >= NAN_FLAG) throw decimalErrors.nan('cannot Neg a NaN');
    if (this.coefficient === 0n) return Dec.zero(this.exponent, false);
    return cut(-this.coefficient, this.exponent, this.digits);
  }

  /** |x|, exact. @throws DecimalError math/6 on NaN */
  abs(): Dec {
    if (this.kind >= NAN_FLAG) throw decimalErrors.nan('cannot Abs a NaN');
    if (this.coefficient > 0n) return this;
    return new Dec(-this.coefficient, this.exponent, NUMBER, this.digitsKnown);
  }

  private refuseNaN(other: Dec, operation: string): void {
    if (this.kind >= NAN_FLAG || other.kind >= NAN_FLAG) {
      throw decimalErrors.nan(`cannot ${operation} with a NaN argument`);
    }
  }

  /** Order by value; looks at the number only, so a NaN counts as 0: check isNaN first. */
  cmp(other: Dec): -1 | 0 | 1 {
    let a = this.coefficient;
    let b = other.coefficient;
    const shift = this.exponent - other.exponent;
    if (shift !== 0 && a !== 0n && b !== 0n) {
      if (a > 0n !== b > 0n) return a > 0n ? 1 : -1;
      if (shift > SAFE_SHIFT || shift < -SAFE_SHIFT) {
        const order = shift + this.digits - other.digits;
        if (order !== 0) return order > 0 === a > 0n ? 1 : -1;
      }
      if (shift > 0) a *= pow10(shift);
      else b *= pow10(-shift);
    }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  eq(other: Dec): boolean {
    return this.cmp(other) === 0;
  }
  lt(other: Dec): boolean {
    return this.cmp(other) < 0;
  }
  lte(other: Dec): boolean {
    return this.cmp(other) <= 0;
  }
  gt(other: Dec): boolean {
    return this.cmp(other) > 0;
  }
  gte(other: Dec): boolean {
    return this.cmp(other) >= 0;
  }

  /** The greater one; the second of two equal ones. @throws DecimalError math/6 on NaN */
  static max(x: Dec, y: Dec): Dec {
    x.refuseNaN(y, 'Max');
    return x.cmp(y) > 0 ? x : y;
  }

  /** The smaller one; the second of two equal ones. @throws DecimalError math/6 on NaN */
  static min(x: Dec, y: Dec): Dec {
    x.refuseNaN(y, 'Min');
    return x.cmp(y) < 0 ? x : y;
  }

  /** True for both zeros; also for the NaN flag, whose stored number is 0. */
  isZero(): boolean {
    return this.coefficient === 0n && this.kind < QUIET_NAN;
  }
  /** True for numbers below zero; −0 is not negative. */
  isNegative(): boolean {
    return this.coefficient < 0n;
  }
  isPositive(): boolean {
    return this.coefficient > 0n;
  }
  /** True for every NaN, flagged or read from a text. */
  isNaN(): boolean {
    return this.kind >= NAN_FLAG;
  }
  /** True for {@link Dec.NAN} only: the reference's own IsNaN, which a NaN read from a text does not satisfy. */
  hasNaNFlag(): boolean {
    return this.kind === NAN_FLAG;
  }
  /** False for a NaN read from a text; the flagged one counts as finite in the reference. */
  isFinite(): boolean {
    return this.kind < QUIET_NAN;
  }

  /** The text of state, protobuf and signed bytes: General-Decimal scientific notation (`1E+5`, `1.50`, `-0`). */
  marshal(): string {
    if (this.kind >= NAN_FLAG) return this.kind === SIGNALLING_NAN ? 'sNaN' : 'NaN';
    return scientificText(this.signBit ? '-' : '', this.digitText(), this.exponent);
  }

  /** Plain positional notation, all digits written. */
  toString(): string {
    if (this.kind >= NAN_FLAG) return this.kind === SIGNALLING_NAN ? 'sNaN' : 'NaN';
    return positionalText(this.signBit ? '-' : '', this.digitText(), this.exponent);
  }

  /** The positional text: gateways and `--json` show decimals so. */
  toJSON(): string {
    return this.toString();
  }

  private digitText(): string {
    return (this.coefficient < 0n ? -this.coefficient : this.coefficient).toString();
  }

  /** The nearest double. For display only: never compute with it. */
  toNumber(): number {
    return Number(this.marshal());
  }

  /**
   * The integer part, toward zero (the chain's SdkIntTrim).
   * @throws DecimalError math/6 on NaN, math/5 when it needs more than 256 bits
   */
  trunc(): bigint {
    if (this.kind >= NAN_FLAG) throw decimalErrors.nan('cannot convert NaN to an integer');
    if (this.exponent + this.digits <= 0) return 0n;
    if (this.coefficient !== 0n && this.exponent + this.digits > 78)
      throw decimalErrors.overflow('not an integer of 256 bits');
    if (this.coefficient === 0n) return 0n;
    const value =
      this.exponent < 0 ? this.coefficient / pow10(-this.exponent) : this.coefficient * pow10(this.exponent);
    if ((value < 0n ? -value : value) >> SDK_INT_BITS !== 0n)
      throw decimalErrors.overflow('not an integer of 256 bits');
    return value;
  }
}

const LIMIT = pow10(PRECISION);

/** Cuts a non-zero coefficient of `bound` or `bound − 1` digits to 34. */
function cut(coefficient: bigint, exponent: number, bound: number): Dec {
  if (bound <= PRECISION) return Dec.finite(coefficient, exponent);
  const below = pow10(bound - 1);
  const digits = coefficient >= below || coefficient <= -below ? bound : bound - 1;
  const drop = digits - PRECISION;
  if (drop <= 0) return Dec.finite(coefficient, exponent, digits);
  return Dec.finite(coefficient / pow10(drop), exponent + drop, PRECISION);
}
