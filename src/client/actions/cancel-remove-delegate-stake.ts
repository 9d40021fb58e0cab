import { create } from '@bufbuild/protobuf';
import {
  type CancelRemoveDelegateStakeRequest,
  CancelRemoveDelegateStakeRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Takes back a delegator's waiting request for stake that it has placed on a reputer. The chain ignores the message's own
 * `delegator` and takes the sender.
 *
 * @example
 * await client.send(dave, [cancelRemoveDelegateStake(dave.address, 1n, carol.address)]);
 */
export function cancelRemoveDelegateStake(
  sender: string,
  topicId: bigint,
  reputer: string,
): CancelRemoveDelegateStakeRequest {
  return create(CancelRemoveDelegateStakeRequestSchema, { sender, topicId, delegator: sender, reputer });
}
