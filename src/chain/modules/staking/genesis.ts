import { create } from '@bufbuild/protobuf';
import { GenesisStateSchema } from '../../../wire/gen/cosmos/staking/v1beta1/genesis_pb.ts';
import { BondStatus, ParamsSchema } from '../../../wire/gen/cosmos/staking/v1beta1/staking_pb.ts';
import { consensusAddress, fromJson, toJson } from '../../../wire/index.ts';
import type { ValidatorUpdate } from '../../abci.ts';
import type { Context } from '../../context.ts';
import { moduleAccountAddress } from '../../module-accounts.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { bondedSet, consensusKey, tokensOf, votingPower } from './keeper.ts';
import { delegations, delegators, lastTotalPower, operatorByConsensus, params, validators } from './state.ts';

/** docs/spec/chain.md §2, the column of the local devnet. */
const defaults = create(ParamsSchema, {
  unbondingTime: { seconds: 21n * 86_400n },
  maxValidators: 100,
  maxEntries: 7,
  historicalEntries: 10_000,
  bondDenom: 'uallo',
  minCommissionRate: '0',
});

export function defaultGenesis(): unknown {
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: defaults, lastTotalPower: Buffer.from('0') }));
}

function checkPool(ctx: Context, bank: BankKeeper, pool: string, bonded: boolean): void {
  const held = bank.balance(ctx, moduleAccountAddress(pool), params.require(ctx).bondDenom);
  const staked = tokensOf(ctx, bonded);
  if (held !== staked) throw new Error(`genesis: ${pool} holds ${held}, its validators have ${staked}`);
}

/** Validators and delegations as given; the pools' balances must cover them, as in the SDK. */
export function initGenesis(ctx: Context, bank: BankKeeper, json: unknown): ValidatorUpdate[] {
  const genesis = fromJson(GenesisStateSchema, json as never);
  params.set(ctx, genesis.params ?? defaults);
  for (const validator of genesis.validators) {
    validators.set(ctx, validator.operatorAddress, validator);
    operatorByConsensus.set(ctx, consensusAddress(consensusKey(validator)), validator.operatorAddress);
  }
  for (const delegation of genesis.delegations) {
    const { delegatorAddress, validatorAddress } = delegation;
    delegations.set(ctx, [delegatorAddress, validatorAddress], delegation);
    delegators.add(ctx, [validatorAddress, delegatorAddress]);
  }
  checkPool(ctx, bank, 'bonded_tokens_pool', true);
  checkPool(ctx, bank, 'not_bonded_tokens_pool', false);
  const updates = bondedSet(ctx);
  lastTotalPower.set(
    ctx,
    updates.reduce((sum, { power }) => sum + power, 0n),
  );
  return updates;
}

export function exportGenesis(ctx: Context): unknown {
  const all = [...validators.values(ctx)];
  const bonded = all.filter(({ status }) => status === BondStatus.BONDED);
  return toJson(
    GenesisStateSchema,
    create(GenesisStateSchema, {
      params: params.require(ctx),
      lastTotalPower: Buffer.from(String(lastTotalPower.require(ctx))),
      lastValidatorPowers: bonded.map((validator) => ({
        address: validator.operatorAddress,
        power: votingPower(validator),
      })),
      validators: all,
      delegations: [...delegations.values(ctx)],
      exported: true,
    }),
  );
}
