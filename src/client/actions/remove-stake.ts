import { create } from '@bufbuild/protobuf';
import { type RemoveStakeRequest, RemoveStakeRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Asks for a reputer's own stake back. It is paid `remove_stake_delay_window` blocks later; a request that already waits is replaced,
 * and its delay begins anew (`docs/spec/emissions.md` §6.4).
 * @param amount uallo
 *
 * @example
 * await client.send(carol, [removeStake(carol.address, 1n, 10n ** 18n)]);
 */
export function removeStake(sender: string, topicId: bigint, amount: bigint): RemoveStakeRequest {
  return create(RemoveStakeRequestSchema, { sender, topicId, amount: amount.toString() });
}
