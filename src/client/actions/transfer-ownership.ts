import { create } from '@bufbuild/protobuf';
import {
  type TransferActorOwnershipRequest,
  TransferActorOwnershipRequestSchema,
} from '../../wire/gen/emissions/v10/tx_pb.ts';

/**
 * Gives the sender's rewards of one role to another owner, in every topic at once, from now on. The actor itself signs, not its owner.
 *
 * @example
 * await client.send(bob, [transferOwnership(bob.address, 'worker', treasury)]);
 */
export function transferOwnership(
  sender: string,
  role: 'worker' | 'reputer',
  newOwner: string,
): TransferActorOwnershipRequest {
  return create(TransferActorOwnershipRequestSchema, { sender, newOwner, isReputer: role === 'reputer' });
}
