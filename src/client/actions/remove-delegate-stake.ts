import { create } from '@bufbuild/protobuf';
import {
  type RemoveDelegateStakeRequest,
  RemoveDelegateStakeRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Asks for stake back that the sender has placed on a reputer; paid after the same delay as a reputer's own.
 * @param amount uallo
 *
 * @example
 * await client.send(dave, [removeDelegateStake(dave.address, 1n, carol.address, 10n ** 18n)]);
 */
export function removeDelegateStake(
  sender: string,
  topicId: bigint,
  reputer: string,
  amount: bigint,
): RemoveDelegateStakeRequest {
  return create(RemoveDelegateStakeRequestSchema, { sender, topicId, reputer, amount: amount.toString() });
}
