import type { Context } from '../../context.ts';

/** An amount of one denom, in its base unit. */
export interface Coin {
  denom: string;
  amount: bigint;
}

/**
 * What other modules may do with money. Addresses are bech32 text, amounts are in the base unit (uallo) and positive;
 * a transfer of zero does nothing. Every transfer emits `coin_spent`, `coin_received` and `transfer`.
 */
export interface BankKeeper {
  balance(ctx: Context, address: string, denom: string): bigint;
  balances(ctx: Context, address: string): Coin[];
  /** Moves coins. Throws `sdk/5` when the balance is too small; creates the receiving account. */
  send(ctx: Context, from: string, to: string, denom: string, amount: bigint): void;
  sendFromAccountToModule(ctx: Context, from: string, module: string, denom: string, amount: bigint): void;
  sendFromModuleToAccount(ctx: Context, module: string, to: string, denom: string, amount: bigint): void;
  sendFromModuleToModule(ctx: Context, from: string, to: string, denom: string, amount: bigint): void;
  /** Creates coins in a module account that may mint. */
  mint(ctx: Context, module: string, denom: string, amount: bigint): void;
  /** Destroys coins of a module account that may burn. */
  burn(ctx: Context, module: string, denom: string, amount: bigint): void;
  supply(ctx: Context, denom: string): bigint;
}
