import type { Labelled } from '../client/labelled.ts';
import { Dec } from '../protocol/decimal/index.ts';
import { formatAmount } from './amounts.ts';

/** A decimal for people: six significant digits. Exact text stands in `--json`. */
export function shortDecimal(text: string): string {
  const value = Dec.parse(text).toNumber();
  return String(Number(value.toPrecision(6)));
}

/** From here on a number is written with its power of ten. */
const LARGE = 1e9;

/** A weight for people: six significant digits, large ones as `9.84498e+20`. */
export function shortWeight(text: string): string {
  const value = Dec.parse(text).toNumber();
  return Math.abs(value) < LARGE ? shortDecimal(text) : String(Number(value.toPrecision(6)).toExponential());
}

/** An amount of uallo for people, where all its digits would hide its size: whole uallo, and ALLO to four decimals. */
export function shortAmount(uallo: bigint | string): string {
  const whole = typeof uallo === 'bigint' ? uallo : Dec.parse(uallo || '0').trunc();
  return formatAmount(whole).replace(/(\.\d{4})\d* ALLO$/, (_, cut: string) => `${cut.replace(/\.?0+$/, '')} ALLO`);
}

/** A decimal for people with all its digits, without an exponent and without zeros at its end. */
export function plainDecimal(text: string): string {
  const plain = Dec.parse(text).toString();
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}

/** Labels that one cell names; the rest is counted. */
const CELL_LABELS = 4;

/** A value for people, or the values of the first labels under their names; exact text and all labels stand in `--json`. */
export function labelledText(value: Labelled, text: (decimal: string) => string = shortDecimal): string {
  if (typeof value === 'string') return text(value);
  const entries = Object.entries(value);
  const named = entries.slice(0, CELL_LABELS).map(([label, decimal]) => `${label} ${text(decimal)}`);
  const more = entries.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
