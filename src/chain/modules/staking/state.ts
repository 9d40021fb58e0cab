import {
  DelegationSchema,
  ParamsSchema,
  ValidatorSchema,
} from '../../../wire/gen/cosmos/staking/v1beta1/staking_pb.ts';
import { address, bytesKey, collections, int, pair, proto, shared, string } from '../../store/collections.ts';

const state = collections('staking');

export const params = state.item(0, shared(proto(ParamsSchema)));

/** By operator address (`allovaloper…`). */
export const validators = state.map(1, address, proto(ValidatorSchema));

/** Consensus address (20 bytes) → operator address. */
export const operatorByConsensus = state.map(2, bytesKey, string);

/** (delegator, operator) → shares. */
export const delegations = state.map(3, pair(address, address), proto(DelegationSchema));

/** (operator, delegator): the same the other way round. */
export const delegators = state.set(4, pair(address, address));

/** Voting power of all bonded validators together. */
export const lastTotalPower = state.item(5, int);
