import { Dec } from '../../protocol/decimal/index.ts';
import { exactJson, type JsonValue } from '../../wire/index.ts';
import { AlloError } from '../errors.ts';

/** What can be asked of a value; each is a flag of `allo assert`. */
export const COMPARISONS = {
  equals: 'The value is this; numbers are compared as exact decimals, lists and objects as JSON',
  differs: 'The value is not this',
  above: 'The number is above this',
  'at-least': 'The number is this or above',
  below: 'The number is below this',
  'at-most': 'The number is this or below',
  contains: 'The text has this in it, or the list has this element',
  matches: 'The text matches this regular expression',
  count: 'The list or object has so many members',
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** A number that is compared exactly; longer ones are texts. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,5})?$/i;
const LONGEST = 1_000;

/** The exact decimal that a value is, whether it stands there as a number or as text; undefined where it is none. */
function decimal(value: JsonValue | undefined): Dec | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? `${value}` : '';
  if (text.length > LONGEST || !NUMBER.test(text)) return undefined;
  try {
    return Dec.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether two values are the same, numbers by their value: "12", 12 and 12.0 are. */
function same(a: JsonValue | undefined, b: JsonValue | undefined, tolerance: Dec): boolean {
  const [x, y] = [decimal(a), decimal(b)];
  if (x && y) return x.sub(y).abs().lte(tolerance);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, JsonValue>, b as Record<string, JsonValue>];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name], tolerance))
  );
}

/** What an argument means: JSON where the value is no text, else the text itself. Its numbers keep all of their digits. */
function asked(actual: JsonValue | undefined, text: string): JsonValue {
  if (typeof actual === 'string') return text;
  try {
    return exactJson(text) as JsonValue;
  } catch {
    return text;
  }
}

/** @throws AlloError badValue for a bound that is no number */
function bound(comparison: Comparison, text: string): Dec {
  const number = decimal(text);
  if (number) return number;
  throw new AlloError('badValue', `--${comparison} "${text}" is not a number.`);
}

const ORDERS: Readonly<Partial<Record<Comparison, (order: number) => boolean>>> = {
  above: (order) => order > 0,
  'at-least': (order) => order >= 0,
  below: (order) => order < 0,
  'at-most': (order) => order <= 0,
};

/**
 * Whether a comparison holds of a value.
 * @param tolerance how far numbers may be apart for `equals` and `differs`
 * @throws AlloError badValue where the comparison itself makes no sense
 */
export function holds(
  comparison: Comparison,
  actual: JsonValue | undefined,
  text: string,
  tolerance: Dec = Dec.ZERO,
): boolean {
  const order = ORDERS[comparison];
  if (order) {
    const limit = bound(comparison, text);
    const number = decimal(actual);
    return number !== undefined && order(number.cmp(limit));
  }
  switch (comparison) {
    case 'equals':
      return same(actual, asked(actual, text), tolerance);
    case 'differs':
      return actual !== undefined && !same(actual, asked(actual, text), tolerance);
    case 'contains':
      if (typeof actual === 'string') return actual.includes(text);
      return Array.isArray(actual) && actual.some((element) => same(element, asked(element, text), tolerance));
    case 'matches': {
      const wanted = pattern(text);
      return typeof actual === 'string' && wanted.test(actual);
    }
    default: {
      const wanted = bound(comparison, text);
      const members = typeof actual === 'object' && actual !== null ? Object.keys(actual).length : undefined;
      return members !== undefined && Dec.of(members).eq(wanted);
    }
  }
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    throw new AlloError('badValue', `--matches "${text}" is not a regular expression.`, { cause });
  }
}
