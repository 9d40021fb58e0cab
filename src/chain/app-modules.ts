import type { AnteKeepers } from './ante/index.ts';
import type { Module } from './module.ts';
import { createAuth } from './modules/auth/index.ts';
import { createAuthKeeper } from './modules/auth/keeper.ts';
import { createBank } from './modules/bank/index.ts';
import { createBankKeeper } from './modules/bank/keeper.ts';
import { type ConsensusKeeper, createConsensus, createConsensusKeeper } from './modules/consensus/index.ts';
import { topicRewards } from './modules/emissions/block-emission.ts';
import { createEmissions } from './modules/emissions/module.ts';
import { withV9 } from './modules/emissions/v9/index.ts';
import { createFeemarket } from './modules/feemarket/index.ts';
import { createFeemarketKeeper } from './modules/feemarket/keeper.ts';
import { createMint } from './modules/mint/index.ts';
import { createStaking } from './modules/staking/index.ts';

/** The modules of an application and what the application itself asks of them. */
export interface AppModules extends AnteKeepers {
  readonly consensus: ConsensusKeeper;
  readonly list: readonly Module[];
}

/** The chain's own modules with nothing of Allora: what the others stand on. */
export function createBaseModules(): AppModules {
  const auth = createAuthKeeper();
  const bank = createBankKeeper(auth);
  const list = [createAuth(), createBank(auth), createStaking(bank), createConsensus(), createFeemarket()];
  return { auth, bank, feemarket: createFeemarketKeeper(), consensus: createConsensusKeeper(), list };
}

/** Every module of the chain. */
export function createModules(): AppModules {
  const base = createBaseModules();
  return {
    ...base,
    list: [...base.list, createMint({ ...base, topics: topicRewards }), withV9(createEmissions(base))],
  };
}

/** The `app_state` of a genesis in which everything is as the modules have it by default. */
export function defaultAppState({ list }: AppModules): Record<string, unknown> {
  return Object.fromEntries(list.map((module) => [module.name, module.defaultGenesis()]));
}

/** The stores that the modules keep their state in, in the order in which the app hash joins them. */
export function storeNames({ list }: AppModules): string[] {
  return list.flatMap(({ storeKey }) => (storeKey === undefined ? [] : [storeKey])).sort();
}
