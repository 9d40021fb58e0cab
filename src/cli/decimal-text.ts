import { Dec } from '../protocol/decimal/index.ts';

/** A decimal for people: six significant digits. Exact text stands in `--json`. */
export function shortDecimal(text: string): string {
  const value = Dec.parse(text).toNumber();
  return String(Number(value.toPrecision(6)));
}
