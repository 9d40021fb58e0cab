import { parseBounded } from '../protocol/decimal/index.ts';
import { AlloError } from './errors.ts';

/**
 * A decimal that the chain takes in a payload, in the text that it signs: finite, and 0 or between 1E-40 and 1E+40 in size.
 * @throws AlloError badValue
 */
export function parseDecimal(text: string, what = 'the value'): string {
  try {
    if (text.trim() !== '') return parseBounded(text.trim()).marshal();
  } catch {
    // Said below.
  }
  throw new AlloError(
    'badValue',
    `${what}: "${text}" is not a decimal that the chain takes (finite; 0, or 1E-40 to 1E+40 in size).`,
  );
}
