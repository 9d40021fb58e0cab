import { create } from '@bufbuild/protobuf';
import { type RemoveRegistrationRequest, RemoveRegistrationRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Takes the sender's registration in a topic back. Its stake, scores and owner stay, and what it has submitted counts.
 *
 * @example
 * await client.send(bob, [removeRegistration(bob.address, 1n, 'worker')]);
 */
export function removeRegistration(
  sender: string,
  topicId: bigint,
  role: 'worker' | 'reputer',
): RemoveRegistrationRequest {
  return create(RemoveRegistrationRequestSchema, { sender, topicId, isReputer: role === 'reputer' });
}
