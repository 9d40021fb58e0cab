import { create } from '@bufbuild/protobuf';
import {
  type RewardDelegateStakeRequest,
  RewardDelegateStakeRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Claims what the sender's stake on a reputer has earned. Whole uallo are paid, the fraction is lost; nothing to claim is no error.
 *
 * @example
 * await client.send(dave, [rewardDelegateStake(dave.address, 1n, carol.address)]);
 */
export function rewardDelegateStake(sender: string, topicId: bigint, reputer: string): RewardDelegateStakeRequest {
  return create(RewardDelegateStakeRequestSchema, { sender, topicId, reputer });
}
