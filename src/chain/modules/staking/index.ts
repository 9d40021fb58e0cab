import { Msg } from '../../../wire/gen/cosmos/staking/v1beta1/tx_pb.ts';
import { implement, type Module } from '../../module.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis.ts';
import { queries } from './queries.ts';

/** The validators of the genesis and their delegations; they stay as they are, for there are no messages yet. */
export function createStaking(bank: BankKeeper): Module {
  return {
    name: 'staking',
    storeKey: 'staking',
    messages: [implement(Msg, {})],
    queries: [queries],
    initGenesis: (ctx, genesis) => initGenesis(ctx, bank, genesis),
    defaultGenesis,
    exportGenesis,
  };
}
