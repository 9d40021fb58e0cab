import { AlloError } from './errors.ts';

/** One ALLO is 10^18 uallo (docs/spec/chain.md §1.1). */
export const UALLO_PER_ALLO = 10n ** 18n;

/**
 * Reads an amount with its unit (`5allo`, `0.25allo`, `200uallo`) as uallo.
 * @throws AlloError badAmount: no unit, a sign, more than 18 decimals, or a part of a uallo.
 */
export function parseAmount(text: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?\s?(u?allo)$/i.exec(text.trim());
  if (!match) throw new AlloError('badAmount', `"${text}" is not an amount.`);
  const [, whole = '', fraction = '', unit = ''] = match;
  if (unit.toLowerCase() === 'uallo') {
    if (fraction !== '')
      throw new AlloError('badAmount', `"${text}" has a part of a uallo, which is the smallest unit.`);
    return BigInt(whole);
  }
  if (fraction.length > 18) throw new AlloError('badAmount', `"${text}" has more than 18 decimals.`);
  return BigInt(whole) * UALLO_PER_ALLO + BigInt(fraction.padEnd(18, '0'));
}

/** Writes uallo for people, exactly: whole and partial ALLO as `5 ALLO`, dust below 10^-6 ALLO as `200 uallo`. */
export function formatAmount(uallo: bigint | string): string {
  const amount = BigInt(uallo);
  const size = amount < 0n ? -amount : amount;
  if (size !== 0n && size < 10n ** 12n) return `${amount} uallo`;
  const fraction = (size % UALLO_PER_ALLO).toString().padStart(18, '0').replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${size / UALLO_PER_ALLO}${fraction === '' ? '' : `.${fraction}`} ALLO`;
}
