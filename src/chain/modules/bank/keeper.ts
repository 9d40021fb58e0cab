import type { Context } from '../../context.ts';
import { sdkErrors } from '../../errors.ts';
import { isBlockedAddress, modulePermissions, type Permission } from '../../module-accounts.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import { events } from './events.ts';
import { balances, supplies } from './state.ts';

/** An amount of one denom, in its base unit. */
export interface Coin {
  denom: string;
  amount: bigint;
}

/**
 * What other modules may do with money. Addresses are bech32 text, amounts are in the base unit (uallo) and positive;
 * a transfer of zero does nothing. Every transfer emits `coin_spent`, `coin_received`, `transfer` and `message`.
 */
export interface BankKeeper {
  balance(ctx: Context, address: string, denom: string): bigint;
  balances(ctx: Context, address: string): Coin[];
  /** Moves coins. Throws `sdk/5` when the balance is too small; creates the receiving account. */
  send(ctx: Context, from: string, to: string, denom: string, amount: bigint): void;
  sendFromAccountToModule(ctx: Context, from: string, module: string, denom: string, amount: bigint): void;
  /** Moves coins of a module. Throws `sdk/4` for a receiver that is a module's account and closed to sends, whatever the amount. */
  sendFromModuleToAccount(ctx: Context, module: string, to: string, denom: string, amount: bigint): void;
  sendFromModuleToModule(ctx: Context, from: string, to: string, denom: string, amount: bigint): void;
  /** Creates coins in a module account that may mint. */
  mint(ctx: Context, module: string, denom: string, amount: bigint): void;
  /** Destroys coins of a module account that may burn. */
  burn(ctx: Context, module: string, denom: string, amount: bigint): void;
  supply(ctx: Context, denom: string): bigint;
}

function positive(amount: bigint): void {
  if (amount < 0n) throw sdkErrors.invalidCoins(`negative amount ${amount}`);
}

const balance = (ctx: Context, address: string, denom: string): bigint => balances.get(ctx, [address, denom]) ?? 0n;

function put(ctx: Context, address: string, denom: string, amount: bigint): void {
  if (amount === 0n) balances.delete(ctx, [address, denom]);
  else balances.set(ctx, [address, denom], amount);
}

/** Takes coins from an account. Throws `sdk/5` when it has too few. */
export function take(ctx: Context, address: string, coins: readonly Coin[]): void {
  for (const { denom, amount } of coins) {
    const before = balance(ctx, address, denom);
    if (before < amount) {
      throw sdkErrors.insufficientFunds(`spendable balance ${before}${denom} is smaller than ${amount}${denom}`);
    }
    put(ctx, address, denom, before - amount);
  }
  events.spent(ctx, address, coins);
}

/** Gives coins to an account. */
export function give(ctx: Context, address: string, coins: readonly Coin[]): void {
  for (const { denom, amount } of coins) put(ctx, address, denom, balance(ctx, address, denom) + amount);
  events.received(ctx, address, coins);
}

/** Moves several coins at once, with one event of each kind. */
export function sendCoins(ctx: Context, auth: AuthKeeper, from: string, to: string, coins: readonly Coin[]): void {
  take(ctx, from, coins);
  give(ctx, to, coins);
  auth.ensure(ctx, to);
  events.transfer(ctx, to, from, coins);
  events.sender(ctx, from);
}

/** Throws `sdk/4` for a module's account that is closed to sends. */
export function requireOpen(address: string): void {
  if (isBlockedAddress(address)) throw sdkErrors.unauthorized(`${address} is not allowed to receive funds`);
}

function mayOnly(module: string, permission: Permission): void {
  if (!modulePermissions(module)?.includes(permission)) {
    throw new Error(`module account ${module} has no permission: ${permission}`);
  }
}

export function createBankKeeper(auth: AuthKeeper): BankKeeper {
  const send = (ctx: Context, from: string, to: string, denom: string, amount: bigint): void => {
    positive(amount);
    if (amount > 0n) sendCoins(ctx, auth, from, to, [{ denom, amount }]);
  };
  const supply = (ctx: Context, denom: string): bigint => supplies.get(ctx, denom) ?? 0n;
  const setSupply = (ctx: Context, denom: string, amount: bigint): void => {
    if (amount === 0n) supplies.delete(ctx, denom);
    else supplies.set(ctx, denom, amount);
  };
  return {
    balance,
    balances: (ctx, address) =>
      [...balances.entries(ctx, { prefix: [address] })].map(([[, denom], amount]) => ({ denom, amount })),
    send,
    sendFromAccountToModule: (ctx, from, module, denom, amount) =>
      send(ctx, from, auth.ensureModuleAccount(ctx, module), denom, amount),
    sendFromModuleToAccount(ctx, module, to, denom, amount) {
      requireOpen(to);
      send(ctx, auth.ensureModuleAccount(ctx, module), to, denom, amount);
    },
    sendFromModuleToModule: (ctx, from, to, denom, amount) =>
      send(ctx, auth.ensureModuleAccount(ctx, from), auth.ensureModuleAccount(ctx, to), denom, amount),
    mint(ctx, module, denom, amount) {
      positive(amount);
      mayOnly(module, 'minter');
      if (amount === 0n) return;
      const address = auth.ensureModuleAccount(ctx, module);
      give(ctx, address, [{ denom, amount }]);
      setSupply(ctx, denom, supply(ctx, denom) + amount);
      events.minted(ctx, address, [{ denom, amount }]);
    },
    burn(ctx, module, denom, amount) {
      positive(amount);
      mayOnly(module, 'burner');
      if (amount === 0n) return;
      const address = auth.ensureModuleAccount(ctx, module);
      take(ctx, address, [{ denom, amount }]);
      setSupply(ctx, denom, supply(ctx, denom) - amount);
      events.burned(ctx, address, [{ denom, amount }]);
    },
    supply,
  };
}
