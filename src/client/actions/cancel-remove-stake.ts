import { create } from '@bufbuild/protobuf';
import { type CancelRemoveStakeRequest, CancelRemoveStakeRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Takes back a reputer's waiting request for its own stake.
 *
 * @example
 * await client.send(carol, [cancelRemoveStake(carol.address, 1n)]);
 */
export function cancelRemoveStake(sender: string, topicId: bigint): CancelRemoveStakeRequest {
  return create(CancelRemoveStakeRequestSchema, { sender, topicId });
}
