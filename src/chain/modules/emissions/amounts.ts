import { Dec } from '../../../protocol/decimal/index.ts';
import type { Context } from '../../context.ts';
import { type ChainError, sdkErrors } from '../../errors.ts';
import type { StateMap } from '../../store/collections.ts';
import { errors } from './errors.ts';

/** The staking and fee coin; 10^18 of it are one ALLO. */
export const DENOM = 'uallo';

/** Integers have at most 256 bits (docs/spec/emissions.md §1). */
const LIMIT = 1n << 256n;

/** An amount of uallo in the state; zero where there is no entry. */
export function amountAt<K>(ctx: Context, map: StateMap<K, bigint>, key: K): bigint {
  return map.get(ctx, key) ?? 0n;
}

/** Adds to an amount in the state. An amount that becomes zero loses its entry (docs/spec/emissions.md §1). */
export function addAmount<K>(ctx: Context, map: StateMap<K, bigint>, key: K, change: bigint): void {
  setAmount(ctx, map, key, amountAt(ctx, map, key) + change);
}

export function setAmount<K>(ctx: Context, map: StateMap<K, bigint>, key: K, amount: bigint): void {
  if (amount >= LIMIT) throw errors.ErrInvalidValue('amount exceeds 256 bits');
  if (amount === 0n) map.delete(ctx, key);
  else map.set(ctx, key, amount);
}

/** A decimal in the state; zero where there is no entry. */
export function decAt<K>(ctx: Context, map: StateMap<K, Dec>, key: K): Dec {
  return map.get(ctx, key) ?? Dec.ZERO;
}

/**
 * An amount of coins as a message carries it: an integer above zero (`orZero`: or zero) of at most 256 bits.
 * @param invalid the error of a message that breaks this; sdk 10 by default
 */
export function coinsOf(
  text: string,
  orZero = false,
  invalid: () => ChainError = () => sdkErrors.invalidCoins(`amount ${text.slice(0, 80)}`),
): bigint {
  if (!/^\d{1,78}$/.test(text)) throw invalid();
  const amount = BigInt(text);
  if (amount >= LIMIT || (amount === 0n && !orZero)) throw invalid();
  return amount;
}
