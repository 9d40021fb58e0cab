import { Dec } from '../protocol/decimal/index.ts';

/** A decimal for people: six significant digits. Exact text stands in `--json`. */
export function shortDecimal(text: string): string {
  const value = Dec.parse(text).toNumber();
  return String(Number(value.toPrecision(6)));
}

/** A decimal for people with all its digits, without an exponent and without zeros at its end. */
export function plainDecimal(text: string): string {
  const plain = Dec.parse(text).toString();
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}
