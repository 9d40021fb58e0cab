import { digitCount } from './digits.ts';
import { decimalErrors } from './errors.ts';

/** Largest and smallest adjusted exponent (that of the first digit), docs/spec/synthesis.md §1. */
export const EXPONENT_LIMIT = 100_000;

/** What a decimal text says: a signed coefficient, an exponent, and whether its zero carries a minus. */
export interface ParsedDecimal {
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly negativeZero: boolean;
}

const NUMBER = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/;
const NOT_A_NUMBER = /^[+-]?(s?)nan[0-9]*$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

/**
 * Reads plain (`-12.50`) and scientific (`1.5E-9`) notation; the empty text is 0.
 * @returns the parts, or which NaN it is
 * @throws DecimalError math/1 for anything else and for exponents beyond ±100000, math/4 for an infinity
 */
export function parseParts(text: string): ParsedDecimal | 'NaN' | 'sNaN' {
  if (text === '') return { coefficient: 0n, exponent: 0, negativeZero: false };
  const match = NUMBER.exec(text);
  if (match === null) {
    const nan = NOT_A_NUMBER.exec(text);
    if (nan !== null) return nan[1] === '' ? 'NaN' : 'sNaN';
    if (INFINITE.test(text)) throw decimalErrors.infinite(text);
    throw decimalErrors.invalidString(`parse mantissa: ${shorten(text)}`);
  }
  const whole = match[2] as string;
  const fraction = match[3] ?? '';
  if (whole.length + fraction.length === 0) throw decimalErrors.invalidString(`no digits: ${shorten(text)}`);
  const shift = match[4] === undefined ? 0 : Number(match[4]);
  if (shift > EXPONENT_LIMIT || shift < -EXPONENT_LIMIT || fraction.length > EXPONENT_LIMIT) {
    throw decimalErrors.invalidString('exponent out of range');
  }
  const magnitude = BigInt(whole + fraction);
  const exponent = shift - fraction.length;
  const adjusted = exponent + digitCount(magnitude) - 1;
  if (adjusted > EXPONENT_LIMIT || adjusted < -EXPONENT_LIMIT)
    throw decimalErrors.invalidString('exponent out of range');
  const negative = match[1] === '-';
  return {
    coefficient: negative ? -magnitude : magnitude,
    exponent,
    negativeZero: negative && magnitude === 0n,
  };
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** Plain positional notation; a positive exponent appends zeros, also to a zero (`0E+5` is `000000`). */
export function positionalText(sign: string, digits: string, exponent: number): string {
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}

const SMALLEST_POSITIONAL = -6;
const WRITTEN_OUT_ZERO = -2000;

/**
 * General-Decimal scientific notation, the form of state, protobuf and signed bytes: positional while the
 * exponent is not positive and the first digit is not below 10^-6. A zero with a negative exponent is
 * written out (`0.000`), down to the exponent −2000.
 */
export function scientificText(sign: string, digits: string, exponent: number): string {
  const writtenOut = digits === '0' && exponent < 0 && exponent >= WRITTEN_OUT_ZERO;
  const adjusted = exponent + digits.length - 1;
  if (writtenOut || (exponent <= 0 && adjusted >= SMALLEST_POSITIONAL)) return positionalText(sign, digits, exponent);
  const mantissa = digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${adjusted < 0 ? '-' : '+'}${adjusted < 0 ? -adjusted : adjusted}`;
}
