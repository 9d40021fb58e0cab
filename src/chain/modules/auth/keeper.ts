import { create } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { type ModuleAccount, ModuleAccountSchema, type Params } from '../../../wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import type { Context } from '../../context.ts';
import { moduleAccountAddress, modulePermissions } from '../../module-accounts.ts';
import { accounts, addressByNumber, nextAccountNumber, params } from './state.ts';

/** An account as the chain works with it; change a copy and `save` it. */
export interface Account {
  address: string;
  pubKey: Any | undefined;
  accountNumber: bigint;
  sequence: bigint;
  /** The module's name; empty for an account of a user. */
  name: string;
  permissions: readonly string[];
}

/** What other modules may do with accounts. Addresses are bech32 text. */
export interface AuthKeeper {
  params(ctx: Context): Readonly<Params>;
  account(ctx: Context, address: string): Account | undefined;
  save(ctx: Context, account: Account): void;
  /** Makes the account if it does not exist, with the next account number. */
  ensure(ctx: Context, address: string): void;
  /** Makes a module's account if it does not exist; its address. Throws for a name that docs/spec/chain.md §1.3 does not list. */
  ensureModuleAccount(ctx: Context, name: string): string;
}

export function fromMessage({ baseAccount, name, permissions }: ModuleAccount): Account {
  const { address = '', pubKey, accountNumber = 0n, sequence = 0n } = baseAccount ?? {};
  return { address, pubKey, accountNumber, sequence, name, permissions };
}

export function toMessage({ name, permissions, ...base }: Account): ModuleAccount {
  return create(ModuleAccountSchema, { baseAccount: base, name, permissions: [...permissions] });
}

function account(ctx: Context, address: string): Account | undefined {
  const message = accounts.get(ctx, address);
  return message && fromMessage(message);
}

function save(ctx: Context, changed: Account): void {
  accounts.set(ctx, changed.address, toMessage(changed));
}

function make(ctx: Context, address: string, name: string, permissions: readonly string[]): void {
  const accountNumber = nextAccountNumber.get(ctx) ?? 0n;
  nextAccountNumber.set(ctx, accountNumber + 1n);
  addressByNumber.set(ctx, accountNumber, address);
  save(ctx, { address, pubKey: undefined, accountNumber, sequence: 0n, name, permissions });
}

function ensure(ctx: Context, address: string): void {
  if (!accounts.has(ctx, address)) make(ctx, address, '', []);
}

function ensureModuleAccount(ctx: Context, name: string): string {
  const address = moduleAccountAddress(name);
  if (!accounts.has(ctx, address)) {
    const permissions = modulePermissions(name);
    if (!permissions) throw new Error(`there is no module account named ${name}`);
    make(ctx, address, name, permissions);
  }
  return address;
}

export function createAuthKeeper(): AuthKeeper {
  return { params: (ctx) => params.require(ctx), account, save, ensure, ensureModuleAccount };
}
