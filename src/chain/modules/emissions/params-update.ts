import { create } from '@bufbuild/protobuf';
import type { Params } from '../../../wire/gen/emissions/v9/params_pb.ts';
import { EventParamsSetSchema } from '../../../wire/gen/emissions/v10/events_pb.ts';
import {
  type OptionalParams,
  OptionalParamsSchema,
  type UpdateParamsRequest,
} from '../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { errors } from './errors.ts';
import { emit } from './events.ts';
import { validatedParams } from './params.ts';
import { isWhitelistAdmin } from './permissions.ts';
import { state } from './state.ts';

/**
 * `UpdateParams`: a whitelist admin changes parameters (docs/spec/emissions.md §6.8). The whole set is validated, not only what
 * changed, and holds from this transaction on, for open epochs too. There is no governance besides the admins.
 * Errors, in this order: sdk 7 address, 28 not an admin, then those of {@link validatedParams}.
 */
export function updateParams(ctx: Context, msg: UpdateParamsRequest): Record<string, never> {
  accountAddress(msg.sender, 'sender');
  if (!isWhitelistAdmin(ctx, msg.sender)) throw errors.ErrNotWhitelistAdmin(msg.sender);
  const params = validatedParams(merged(state.params.require(ctx), msg.params ?? create(OptionalParamsSchema)));
  state.params.set(ctx, params);
  emit(ctx, EventParamsSetSchema, { params });
  return {};
}

/**
 * Every optional parameter is a list. One value replaces the stored one; none, and also more than one, leave it as it is.
 * Fields are matched by name: `epsilon_safe_div` and `data_sending_fee` have each other's number (43, 44) in the two messages.
 */
function merged(stored: Params, changes: OptionalParams): Params {
  const params: Record<string, unknown> = { ...stored };
  for (const field of OptionalParamsSchema.fields) {
    const values = changes[field.localName as keyof OptionalParams];
    if (Array.isArray(values) && values.length === 1) params[field.localName] = values[0];
  }
  return params as Params;
}
