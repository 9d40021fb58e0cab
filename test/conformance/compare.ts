import { Dec } from '../../src/protocol/decimal/index.ts';
import type { Input, Json } from './registry.ts';

/** What an adapter hands back: JSON whose decimals are still decimals. */
export type Output = Dec | string | number | boolean | null | readonly Output[] | { readonly [key: string]: Output };

/** How closely the decimals of a result must agree with a vector; everything else must be equal. */
export interface Agreement {
  readonly name: string;
  /** Greatest difference allowed, or 'text' where the state text must be the same to the last digit. */
  readonly allowance: 'text' | ((expected: Dec, input: Input) => Dec);
}

const SIGNIFICANT_DIGITS = 34;
const SUM_PRECISION = Dec.parse('1E-28');

/** Digit for digit, trailing zeros and exponent included. */
export const SAME_TEXT: Agreement = { name: 'text', allowance: 'text' };

/** Within `units` of the 34th digit of the expected value. */
export const withinUnits = (units: number): Agreement => ({
  name: `${units} unit(s) in the 34th digit`,
  allowance: (expected) => Dec.finite(BigInt(units), expected.exponent + expected.digits - SIGNIFICANT_DIGITS),
});

/** Within 1e-28 of the largest magnitude in the sum; by default that is the expected value itself. */
export const withinSum = (
  largest: (input: Input, expected: Dec) => Dec = (_, expected) => expected.abs(),
): Agreement => ({
  name: '1e-28 of the largest magnitude',
  allowance: (expected, input) => largest(input, expected).mul(SUM_PRECISION),
});

/** Within an absolute difference. */
export const withinAbsolute = (difference: string): Agreement => ({
  name: `${difference} absolute`,
  allowance: () => Dec.parse(difference),
});

/** Where and how a result differs from the expectation; undefined when they agree. */
export function difference(
  actual: Output,
  expected: Json | undefined,
  agreement: Agreement,
  input: Input,
  path = 'out',
): string | undefined {
  if (actual instanceof Dec) return decimalDifference(actual, expected, agreement, input, path);
  if (actual === null || typeof actual !== 'object') {
    return actual === expected ? undefined : `${path}: ${show(actual)} instead of ${show(expected)}`;
  }
  if (expected === null || typeof expected !== 'object' || Array.isArray(actual) !== Array.isArray(expected)) {
    return `${path}: ${show(encode(actual))} instead of ${show(expected)}`;
  }
  const ours = Object.entries(actual);
  const theirs = new Map(Object.entries(expected));
  if (ours.length !== theirs.size) return `${path}: ${show(encode(actual))} instead of ${show(expected)}`;
  for (const [key, value] of ours) {
    const found = difference(value as Output, theirs.get(key), agreement, input, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decimalDifference(
  actual: Dec,
  expected: Json | undefined,
  { allowance }: Agreement,
  input: Input,
  path: string,
): string | undefined {
  const text = actual.marshal();
  if (text === expected) return undefined;
  const wrong = `${path}: ${show(text)} instead of ${show(expected)}`;
  if (allowance === 'text' || actual.isNaN() || typeof expected !== 'string' || !/^-?[0-9]/.test(expected))
    return wrong;
  const wanted = Dec.parse(expected);
  return actual.sub(wanted).abs().lte(allowance(wanted, input)) ? undefined : wrong;
}

/** The JSON form of a result. */
export function encode(output: Output): Json {
  if (output instanceof Dec) return output.marshal();
  if (output === null || typeof output !== 'object') return output;
  if (Array.isArray(output)) return output.map(encode);
  return Object.fromEntries(Object.entries(output).map(([key, value]) => [key, encode(value as Output)]));
}

const show = (value: Json | undefined): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
};

/** `codespace/code` of a registered error; undefined for anything else, which is then a fault of ours. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('codespace' in error) || !('code' in error)) return undefined;
  return `${error.codespace}/${error.code}`;
}
