import { Dec, parseBounded } from '../../protocol/decimal/index.ts';
import { shorten, WireError } from '../errors.ts';
import type { CustomType } from './fields.ts';

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
/** Largest magnitudes of the reference's Int (256 bits) and LegacyDec (256 bits before the 18 fraction digits). */
const LIMITS = { int: 2n ** 256n, legacyDec: 2n ** 316n };

/**
 * The text of a custom type as the reference writes it again after reading `text`; '' is zero. docs/spec/emissions.md §8.4, §8.5.
 * @throws WireError naming `where` when it is no such number
 */
export function canonicalText(custom: CustomType, text: string, where: () => string): string {
  try {
    return rewrite(custom, text);
  } catch (error) {
    throw new WireError(`${where()}: ${(error as Error).message}`);
  }
}

function rewrite(custom: CustomType, text: string): string {
  switch (custom) {
    case 'int':
    case 'legacyDec':
      return integer(text, LIMITS[custom]);
    case 'dec':
      return decimal(text);
    case 'bounded':
      return parseBounded(text).marshal();
    case 'decArray':
      return text === '' ? '[]' : JSON.stringify(decimals(JSON.parse(text)));
    case 'decMatrix':
      return text === '' ? '[]' : JSON.stringify(rows(JSON.parse(text)).map(decimals));
    case 'text':
      return text;
  }
}

/** Longest decimal text that is read: ample for exact sums, short enough that reading it costs nothing. */
const DECIMAL_LIMIT = 2_000;

function decimal(text: string): string {
  if (text.length > DECIMAL_LIMIT) throw new WireError(`a decimal is longer than ${DECIMAL_LIMIT} characters`);
  return Dec.parse(text).marshal();
}

function integer(text: string, limit: bigint): string {
  if (text === '') return '0';
  if (text.length > 100 || !INTEGER.test(text)) throw new WireError(`not an integer: ${shorten(text)}`);
  const value = BigInt(text);
  if (value >= limit || value <= -limit) throw new WireError('integer out of range');
  return value.toString();
}

function rows(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new WireError('not a JSON array');
  return value;
}

function decimals(value: unknown): string[] {
  return rows(value).map((item) => {
    if (typeof item !== 'string') throw new WireError('not a decimal text');
    return decimal(item);
  });
}

const LEGACY_DIGITS = 18;
const LEGACY_TEXT = /^(-?)([0-9]+)(?:\.([0-9]{1,18}))?$/;

/** A LegacyDec's wire text (value × 10^18) as JSON shows it, with 18 fraction digits: `500000000000000000` → `0.500000000000000000`. */
export function legacyDecText(wire: string): string {
  const negative = wire.startsWith('-');
  const digits = (negative ? wire.slice(1) : wire).padStart(LEGACY_DIGITS + 1, '0');
  const point = digits.length - LEGACY_DIGITS;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The wire text (value × 10^18) of a decimal text: `0.5` → `500000000000000000`. */
export function legacyDecWire(text: string): string {
  const match = LEGACY_TEXT.exec(text);
  if (match === null) throw new WireError(`not a decimal with at most 18 fraction digits: ${shorten(text)}`);
  return BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(LEGACY_DIGITS, '0')}`).toString();
}
