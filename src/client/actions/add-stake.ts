import { create } from '@bufbuild/protobuf';
import { type AddStakeRequest, AddStakeRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Stakes the sender's coins on itself, as a reputer registered in the topic.
 * @param amount uallo
 *
 * @example
 * await client.send(carol, [addStake(carol.address, 1n, 10n ** 18n)]);
 */
export function addStake(sender: string, topicId: bigint, amount: bigint): AddStakeRequest {
  return create(AddStakeRequestSchema, { sender, topicId, amount: amount.toString() });
}
