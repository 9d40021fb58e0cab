import type { Dec } from '../../protocol/decimal/index.ts';

/** Decimals that every number of a payload has. */
export const DECIMALS = 18;

const LIMIT = 1n << 256n;

/** A number that no uint256 with 18 decimals holds. */
export class NotEncodable extends Error {
  override readonly name = 'NotEncodable';
}

/**
 * A decimal as a uint256 with 18 decimals. Digits beyond them are cut off, as integer division in Solidity does: never more
 * than the network said. @throws NotEncodable for a negative number, for NaN and for what does not fit.
 */
export function toUint256(value: Dec): bigint {
  if (!value.isFinite()) throw new NotEncodable(`${value} is not a number`);
  // The sign of a zero means nothing.
  if (value.isNegative()) throw new NotEncodable(`${value} is negative; a uint256 has no sign`);
  const shift = value.exponent + DECIMALS;
  if (value.isZero()) return 0n;
  if (value.digits + shift > 78) throw new NotEncodable(`${value} does not fit a uint256 with ${DECIMALS} decimals`);
  if (value.digits + shift <= 0) return 0n;
  const unsigned = shift >= 0 ? value.coefficient * 10n ** BigInt(shift) : value.coefficient / 10n ** BigInt(-shift);
  if (unsigned >= LIMIT) throw new NotEncodable(`${value} does not fit a uint256 with ${DECIMALS} decimals`);
  return unsigned;
}

/** The number that a uint256 with 18 decimals stands for, as plain text: `3365.485208027959`. */
export function normalized(value: bigint): string {
  const digits = value.toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  const whole = digits.slice(0, -DECIMALS);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
