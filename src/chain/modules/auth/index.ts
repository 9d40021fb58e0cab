import { Msg } from '../../../wire/gen/cosmos/auth/v1beta1/tx_pb.ts';
import { implement, type Module } from '../../module.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis.ts';
import { queries } from './queries.ts';

/** Accounts: numbers, sequences, public keys, and the modules' own accounts. */
export function createAuth(): Module {
  return {
    name: 'auth',
    storeKey: 'acc',
    messages: [implement(Msg, {})],
    queries: [queries],
    initGenesis,
    defaultGenesis,
    exportGenesis,
  };
}
