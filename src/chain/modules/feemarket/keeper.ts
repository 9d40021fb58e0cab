import type { Context } from '../../context.ts';
import { market, params } from './state.ts';

const ONE = 10n ** 18n;

/** What the fee checks need to know of the market. */
export interface FeemarketKeeper {
  /** The only denom in which fees are taken. */
  feeDenom(ctx: Context): string;
  /** The least fee for a gas limit, in the fee denom, rounded up: docs/spec/chain.md §1.5. */
  requiredFee(ctx: Context, gasLimit: bigint): bigint;
}

export function createFeemarketKeeper(): FeemarketKeeper {
  return {
    feeDenom: (ctx) => params.require(ctx).feeDenom,
    requiredFee: (ctx, gasLimit) => (gasLimit * BigInt(market.require(ctx).baseGasPrice) + ONE - 1n) / ONE,
  };
}
