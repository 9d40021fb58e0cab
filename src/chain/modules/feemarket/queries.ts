import { Query } from '../../../wire/gen/feemarket/feemarket/v1/query_pb.ts';
import type { Context } from '../../context.ts';
import { grpcErrors } from '../../errors.ts';
import { type BoundService, implement } from '../../module.ts';
import { market, params } from './state.ts';

const price = (ctx: Context) => ({ denom: params.require(ctx).feeDenom, amount: market.require(ctx).baseGasPrice });

export const queries: BoundService = implement(Query, {
  params: (ctx) => ({ params: params.require(ctx) }),
  state: (ctx) => ({ state: market.require(ctx) }),
  gasPrice(ctx, { denom }) {
    const current = price(ctx);
    if (denom !== current.denom) throw grpcErrors.unknown(`no gas price for denom ${denom}, only for ${current.denom}`);
    return { price: current };
  },
  gasPrices: (ctx) => ({ prices: [price(ctx)] }),
});
