import { create } from '@bufbuild/protobuf';
import { type RegisterRequest, RegisterRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Registers the sender in a topic, as a worker (who may infer and forecast) or as a reputer. Costs `registration_fee`.
 * @param owner receives the rewards; one owner per address and role, the last registration wins
 *
 * @example
 * await client.send(bob, [register(bob.address, 1n, 'worker')]);
 */
export function register(sender: string, topicId: bigint, role: 'worker' | 'reputer', owner = sender): RegisterRequest {
  return create(RegisterRequestSchema, { sender, topicId, owner, isReputer: role === 'reputer' });
}
