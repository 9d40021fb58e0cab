import { Msg } from '../../../wire/gen/feemarket/feemarket/v1/tx_pb.ts';
import { implement, type Module } from '../../module.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis.ts';
import { queries } from './queries.ts';

/** The price of gas, as the genesis sets it; a price of zero makes transactions free. */
export function createFeemarket(): Module {
  return {
    name: 'feemarket',
    storeKey: 'feemarket',
    messages: [implement(Msg, {})],
    queries: [queries],
    initGenesis,
    defaultGenesis,
    exportGenesis,
  };
}
