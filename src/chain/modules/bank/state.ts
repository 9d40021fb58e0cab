import { MetadataSchema, ParamsSchema } from '../../../wire/gen/cosmos/bank/v1beta1/bank_pb.ts';
import { address, bool, collections, int, pair, proto, shared, stringKey } from '../../store/collections.ts';

const state = collections('bank');

export const params = state.item(0, shared(proto(ParamsSchema)));

/** What exists of a denom; no entry when nothing does. */
export const supplies = state.map(1, stringKey, int);

/** (address, denom) → amount; no entry for zero. */
export const balances = state.map(2, pair(address, stringKey), int);

export const denomMetadata = state.map(3, stringKey, proto(MetadataSchema));

/** Denoms for which it is said whether they can be sent; the others follow the parameters. */
export const sendEnabled = state.map(4, stringKey, bool);
