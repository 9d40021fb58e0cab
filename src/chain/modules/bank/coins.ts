import { create } from '@bufbuild/protobuf';
import { type Coin as CoinMessage, CoinSchema } from '../../../wire/gen/cosmos/base/v1beta1/coin_pb.ts';
import { sdkErrors } from '../../errors.ts';
import type { Coin } from './keeper.ts';

const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;
const AMOUNT = /^-?[0-9]{1,78}$/;
const LARGEST = (1n << 256n) - 1n;

export const isDenom = (denom: string): boolean => DENOM.test(denom);

/** `5uallo`, `1atom,5uallo`; nothing for no coins. */
export function coinsText(coins: readonly Coin[]): string {
  return coins.map(({ denom, amount }) => `${amount}${denom}`).join(',');
}

export function coinMessage({ denom, amount }: Coin): CoinMessage {
  return create(CoinSchema, { denom, amount: amount.toString() });
}

function readAmount(text: string): bigint | undefined {
  if (!AMOUNT.test(text)) return undefined;
  const amount = BigInt(text);
  return amount > LARGEST || amount < -LARGEST ? undefined : amount;
}

/**
 * Coins of a message: known denoms in ascending order without repetition, amounts greater than zero.
 * Throws `sdk/10` (invalid coins) with the coins as they were given.
 */
export function readCoins(messages: readonly CoinMessage[]): Coin[] {
  const given = messages.map(({ denom, amount }) => `${amount}${denom}`).join(',');
  const coins: Coin[] = [];
  for (const { denom, amount: text } of messages) {
    const amount = readAmount(text);
    const before = coins.at(-1);
    if (amount === undefined || amount <= 0n || !isDenom(denom) || (before && before.denom >= denom)) {
      throw sdkErrors.invalidCoins(given.slice(0, 200));
    }
    coins.push({ denom, amount });
  }
  if (coins.length === 0) throw sdkErrors.invalidCoins(given);
  return coins;
}
