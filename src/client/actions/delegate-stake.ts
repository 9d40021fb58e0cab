import { create } from '@bufbuild/protobuf';
import { type DelegateStakeRequest, DelegateStakeRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Stakes the sender's coins on a reputer of the topic.
 * @param amount uallo
 *
 * @example
 * await client.send(dave, [delegateStake(dave.address, 1n, carol.address, 10n ** 18n)]);
 */
export function delegateStake(sender: string, topicId: bigint, reputer: string, amount: bigint): DelegateStakeRequest {
  return create(DelegateStakeRequestSchema, { sender, topicId, reputer, amount: amount.toString() });
}
