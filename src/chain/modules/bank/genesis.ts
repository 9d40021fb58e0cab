import { create } from '@bufbuild/protobuf';
import { ParamsSchema } from '../../../wire/gen/cosmos/bank/v1beta1/bank_pb.ts';
import { type GenesisState, GenesisStateSchema } from '../../../wire/gen/cosmos/bank/v1beta1/genesis_pb.ts';
import { fromJson, toJson } from '../../../wire/index.ts';
import { accountAddress } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { coinMessage, coinsText, readCoins } from './coins.ts';
import { balances, denomMetadata, params, sendEnabled, supplies } from './state.ts';

const defaults = create(ParamsSchema, { defaultSendEnabled: true });

export function defaultGenesis(): unknown {
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: defaults }));
}

function checkSupply(ctx: Context, genesis: GenesisState): void {
  if (genesis.supply.length === 0) return;
  const summed = coinsText([...supplies.entries(ctx)].map(([denom, amount]) => ({ denom, amount })));
  const given = coinsText(readCoins(genesis.supply));
  if (summed !== given) throw new Error(`genesis: the supply is given as ${given}, the balances add up to ${summed}`);
}

/** The supply is the sum of the balances; one that is given must agree with it. */
export function initGenesis(ctx: Context, json: unknown): void {
  const genesis = fromJson(GenesisStateSchema, json as never);
  params.set(ctx, genesis.params ?? defaults);
  for (const { address, coins } of genesis.balances) {
    accountAddress(address, 'genesis');
    for (const { denom, amount } of coins.length > 0 ? readCoins(coins) : []) {
      if (balances.has(ctx, [address, denom])) throw new Error(`genesis: two balances of ${denom} for ${address}`);
      balances.set(ctx, [address, denom], amount);
      supplies.set(ctx, denom, (supplies.get(ctx, denom) ?? 0n) + amount);
    }
  }
  checkSupply(ctx, genesis);
  for (const metadata of genesis.denomMetadata) denomMetadata.set(ctx, metadata.base, metadata);
  for (const { denom, enabled } of genesis.sendEnabled) sendEnabled.set(ctx, denom, enabled);
}

export function exportGenesis(ctx: Context): unknown {
  const held = Map.groupBy(balances.entries(ctx), ([[address]]) => address);
  return toJson(
    GenesisStateSchema,
    create(GenesisStateSchema, {
      params: params.require(ctx),
      balances: [...held].map(([address, entries]) => ({
        address,
        coins: entries.map(([[, denom], amount]) => coinMessage({ denom, amount })),
      })),
      supply: [...supplies.entries(ctx)].map(([denom, amount]) => coinMessage({ denom, amount })),
      denomMetadata: [...denomMetadata.values(ctx)],
      sendEnabled: [...sendEnabled.entries(ctx)].map(([denom, enabled]) => ({ denom, enabled })),
    }),
  );
}
