import { ModuleAccountSchema, ParamsSchema } from '../../../wire/gen/cosmos/auth/v1beta1/auth_pb.ts';
import { address, collections, proto, shared, string, u64, u64Key } from '../../store/collections.ts';

const state = collections('acc');

export const params = state.item(0, shared(proto(ParamsSchema)));

/** Every account, in the shape of a module's: one without a name is a plain account. */
export const accounts = state.map(1, address, proto(ModuleAccountSchema));

/** The number that the next account gets. */
export const nextAccountNumber = state.item(2, u64);

export const addressByNumber = state.map(3, u64Key, string);
