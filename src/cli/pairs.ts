import { Dec } from '../protocol/decimal/index.ts';
import { parseDecimal } from './decimals.ts';
import { AlloError } from './errors.ts';

/** Reads `NAME=VALUE` pairs. @throws AlloError badValue */
export function parseFields(pairs: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new AlloError('badValue', `${flag} "${pair}" is not NAME=VALUE.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** Reads `NAME=VALUE` pairs of decimals. @throws AlloError badValue */
export function parsePairs(pairs: readonly string[], flag: string): Record<string, Dec> {
  return Object.fromEntries(
    Object.entries(parseFields(pairs, flag)).map(([name, text]) => [name, Dec.parse(parseDecimal(text, flag))]),
  );
}
