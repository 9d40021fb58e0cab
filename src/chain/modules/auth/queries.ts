import type { ModuleAccount } from '../../../wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { Query } from '../../../wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { accAddress, accBytes } from '../../../wire/index.ts';
import { queriedAccount } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { grpcErrors } from '../../errors.ts';
import { type BoundService, implement } from '../../module.ts';
import { moduleAccountAddress, moduleAccountRules, modulePermissions } from '../../module-accounts.ts';
import { packAccount } from './genesis.ts';
import { accounts, addressByNumber, params } from './state.ts';

function found(ctx: Context, address: string): ModuleAccount {
  const account = accounts.get(ctx, queriedAccount(address));
  if (!account) throw grpcErrors.notFound(`account ${address} not found`);
  return account;
}

export const queries: BoundService = implement(Query, {
  accounts(ctx, request) {
    const { entries, pagination } = accounts.page(ctx, request.pagination);
    return { accounts: entries.map(([, account]) => packAccount(account)), pagination };
  },
  account: (ctx, request) => ({ account: packAccount(found(ctx, request.address)) }),
  accountInfo: (ctx, request) => ({ info: found(ctx, request.address).baseAccount! }),
  accountAddressByID(ctx, request) {
    // The path's own field is the deprecated one, which the SDK refuses since it could not hold every number.
    if (request.id !== 0n) {
      throw grpcErrors.invalidArgument("requesting with id isn't supported, try to request using account-id");
    }
    const address = addressByNumber.get(ctx, request.accountId);
    if (address === undefined)
      throw grpcErrors.notFound(`account address not found with account number ${request.accountId}`);
    return { accountAddress: address };
  },
  params: (ctx) => ({ params: params.require(ctx) }),
  moduleAccounts(ctx) {
    const names = moduleAccountRules.map(([name]) => name).sort();
    return { accounts: names.map((name) => packAccount(found(ctx, moduleAccountAddress(name)))) };
  },
  moduleAccountByName(ctx, request) {
    if (!modulePermissions(request.name)) throw grpcErrors.notFound(`account ${request.name} not found`);
    return { account: packAccount(found(ctx, moduleAccountAddress(request.name))) };
  },
  bech32Prefix: () => ({ bech32Prefix: 'allo' }),
  addressBytesToString(_ctx, request) {
    if (request.addressBytes.length === 0) throw grpcErrors.invalidArgument('empty address bytes is not allowed');
    return { addressString: accAddress(request.addressBytes) };
  },
  addressStringToBytes: (_ctx, request) => ({ addressBytes: accBytes(queriedAccount(request.addressString)) }),
});
