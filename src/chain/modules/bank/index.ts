import type { Module } from '../../module.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis.ts';
import { messages } from './messages.ts';
import { queries } from './queries.ts';

/** Money: balances, supplies and transfers. */
export function createBank(auth: AuthKeeper): Module {
  return {
    name: 'bank',
    storeKey: 'bank',
    messages: [messages(auth)],
    queries: [queries],
    initGenesis,
    defaultGenesis,
    exportGenesis,
  };
}
