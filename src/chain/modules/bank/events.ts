import { event } from '../../../wire/index.ts';
import type { Context } from '../../context.ts';
import { coinsText } from './coins.ts';
import type { Coin } from './keeper.ts';

/** The bank's events, in the form of the SDK: names and texts are what indexers look for. */
export const events = {
  spent: (ctx: Context, spender: string, coins: readonly Coin[]) =>
    ctx.emit(event('coin_spent', { spender, amount: coinsText(coins) })),
  received: (ctx: Context, receiver: string, coins: readonly Coin[]) =>
    ctx.emit(event('coin_received', { receiver, amount: coinsText(coins) })),
  transfer: (ctx: Context, recipient: string, sender: string, coins: readonly Coin[]) =>
    ctx.emit(event('transfer', { recipient, sender, amount: coinsText(coins) })),
  sender: (ctx: Context, sender: string) => ctx.emit(event('message', { sender })),
  minted: (ctx: Context, minter: string, coins: readonly Coin[]) =>
    ctx.emit(event('coinbase', { minter, amount: coinsText(coins) })),
  burned: (ctx: Context, burner: string, coins: readonly Coin[]) =>
    ctx.emit(event('burn', { burner, amount: coinsText(coins) })),
};
