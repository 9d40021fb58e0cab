import type { Dec } from './dec.ts';
import { digitCount, pow10 } from './digits.ts';
import { decimalErrors } from './errors.ts';

const PLACES = 18;
const LEGACY_BITS = 315n;

/**
 * The value in the SDK's fixed-point form (LegacyDec): an integer count of 10^-18.
 * @throws DecimalError math/6 on NaN, undefined/1 when more than 18 decimal places are written (trailing zeros
 * count) or when it needs more than 315 bits
 */
export function sdkLegacyDec(x: Dec): bigint {
  if (x.isNaN()) throw decimalErrors.nan('cannot convert NaN to a fixed-point decimal');
  if (x.exponent < -PLACES) throw decimalErrors.precision(`${-x.exponent} decimal places, 18 allowed`);
  if (x.coefficient === 0n) return 0n;
  if (x.exponent + digitCount(x.coefficient) > 100) throw decimalErrors.precision('decimal out of range');
  const units = x.coefficient * pow10(x.exponent + PLACES);
  if ((units < 0n ? -units : units) >> LEGACY_BITS !== 0n) throw decimalErrors.precision('decimal out of range');
  return units;
}

/** Text of a fixed-point decimal, always with 18 places. */
export function legacyDecText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, '0');
  const point = digits.length - PLACES;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}
