import { StateSchema } from '../../../wire/gen/feemarket/feemarket/v1/genesis_pb.ts';
import { ParamsSchema } from '../../../wire/gen/feemarket/feemarket/v1/params_pb.ts';
import { collections, proto, shared } from '../../store/collections.ts';

const state = collections('feemarket');

export const params = state.item(0, shared(proto(ParamsSchema)));

/** Price, learning rate and window. They stay as the genesis sets them. */
export const market = state.item(1, shared(proto(StateSchema)));
