import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type OptionalParamsSchema,
  type UpdateParamsRequest,
  UpdateParamsRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';

/** Parameters to change, each as a list of one value; a list that is empty or absent leaves its parameter alone. */
export type ParamChanges = Omit<MessageInitShape<typeof OptionalParamsSchema>, '$typeName' | '$unknown'>;

/**
 * Changes parameters of the emissions module; a whitelist admin signs (`docs/spec/emissions.md` §6.8).
 *
 * @example
 * await client.send(alice, [updateParams(alice.address, { minTopicWeight: ['10'] })]);
 */
export function updateParams(sender: string, params: ParamChanges): UpdateParamsRequest {
  return create(UpdateParamsRequestSchema, { sender, params });
}
