import { create } from '@bufbuild/protobuf';
import { type FundTopicRequest, FundTopicRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Pays into a topic: raises its weight, and may activate it. There is no refund.
 * @param amount uallo
 *
 * @example
 * await client.send(alice, [fundTopic(alice.address, 1n, 5_000_000_000_000_000_000n)]);
 */
export function fundTopic(sender: string, topicId: bigint, amount: bigint): FundTopicRequest {
  return create(FundTopicRequestSchema, { sender, topicId, amount: amount.toString() });
}
