import { create } from '@bufbuild/protobuf';
import { SendEnabledSchema } from '../../../wire/gen/cosmos/bank/v1beta1/bank_pb.ts';
import { Query } from '../../../wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { queriedAccount } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { grpcErrors } from '../../errors.ts';
import { type BoundService, implement } from '../../module.ts';
import type { PageRequest } from '../../store/collections.ts';
import { coinMessage, isDenom } from './coins.ts';
import { balances, denomMetadata, params, sendEnabled, supplies } from './state.ts';

function queriedDenom(denom: string): string {
  if (denom === '') throw grpcErrors.invalidArgument('empty denom');
  if (!isDenom(denom)) throw grpcErrors.invalidArgument(`invalid denom: ${denom}`);
  return denom;
}

/** Nothing is locked: vesting accounts are not among those of this chain, so every balance is spendable. */
function balancesOf(ctx: Context, request: { address: string; pagination?: PageRequest | undefined }) {
  const { entries, pagination } = balances.page(ctx, request.pagination, [queriedAccount(request.address)]);
  return { balances: entries.map(([[, denom], amount]) => coinMessage({ denom, amount })), pagination };
}

function balanceOf(ctx: Context, { address, denom }: { address: string; denom: string }) {
  const amount = balances.get(ctx, [queriedAccount(address), queriedDenom(denom)]) ?? 0n;
  return { balance: coinMessage({ denom, amount }) };
}

function metadataOf(ctx: Context, { denom }: { denom: string }) {
  const metadata = denomMetadata.get(ctx, queriedDenom(denom));
  if (!metadata) throw grpcErrors.notFound(`client metadata for denom ${denom}`);
  return { metadata };
}

function ownersOf(ctx: Context, request: { denom: string; pagination?: PageRequest | undefined }) {
  const denom = queriedDenom(request.denom);
  const { entries, pagination } = balances.page(ctx, request.pagination, undefined, ([, held]) => held === denom);
  return {
    denomOwners: entries.map(([[address], amount]) => ({ address, balance: coinMessage({ denom, amount }) })),
    pagination,
  };
}

export const queries: BoundService = implement(Query, {
  balance: balanceOf,
  allBalances: balancesOf,
  spendableBalances: balancesOf,
  spendableBalanceByDenom: balanceOf,
  totalSupply(ctx, request) {
    const { entries, pagination } = supplies.page(ctx, request.pagination);
    return { supply: entries.map(([denom, amount]) => coinMessage({ denom, amount })), pagination };
  },
  supplyOf: (ctx, { denom }) => ({
    amount: coinMessage({ denom, amount: supplies.get(ctx, queriedDenom(denom)) ?? 0n }),
  }),
  params: (ctx) => ({ params: params.require(ctx) }),
  denomMetadata: metadataOf,
  denomMetadataByQueryString: metadataOf,
  denomsMetadata(ctx, request) {
    const { entries, pagination } = denomMetadata.page(ctx, request.pagination);
    return { metadatas: entries.map(([, metadata]) => metadata), pagination };
  },
  denomOwners: ownersOf,
  denomOwnersByQuery: ownersOf,
  sendEnabled(ctx, request) {
    if (request.denoms.length === 0) {
      const { entries, pagination } = sendEnabled.page(ctx, request.pagination);
      return {
        sendEnabled: entries.map(([denom, enabled]) => create(SendEnabledSchema, { denom, enabled })),
        pagination,
      };
    }
    const known = request.denoms.filter((denom) => sendEnabled.has(ctx, denom));
    return {
      sendEnabled: known.map((denom) => create(SendEnabledSchema, { denom, enabled: sendEnabled.get(ctx, denom)! })),
    };
  },
});
