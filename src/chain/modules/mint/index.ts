import type { Module } from '../../module.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { payBlockEmission, type TopicRewardsPort } from './begin-block.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis.ts';

export type { TopicRewardsPort } from './begin-block.ts';

/** What the module needs of its neighbours. */
export interface MintKeepers {
  readonly bank: BankKeeper;
  readonly auth: AuthKeeper;
  readonly topics: TopicRewardsPort;
}

/** Pays a constant amount per block out of `ecosystem`, set in the genesis. Nothing is created: the supply stays as it is. */
export function createMint({ bank, auth, topics }: MintKeepers): Module {
  return {
    name: 'mint',
    storeKey: 'mint',
    messages: [],
    queries: [],
    initGenesis: (ctx, genesis) => initGenesis(ctx, genesis, auth),
    defaultGenesis,
    exportGenesis,
    beginBlock: (ctx) => payBlockEmission(ctx, bank, topics),
  };
}
