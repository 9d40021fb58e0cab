import { create } from '@bufbuild/protobuf';
import { OffchainNodeSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import { EventNodeOwnerUpdatedSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { TransferActorOwnershipRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';

/**
 * `TransferActorOwnership`: a node names the owner that its rewards go to from now on, in every topic of that role
 * (docs/spec/emissions.md §6.3). The node itself decides, not the old owner, and it need not be registered anywhere any more.
 * Errors, in this order: sdk 7 addresses, 13 never registered in that role, 65 the stored record belongs to another node.
 */
export function transferActorOwnership(ctx: Context, msg: TransferActorOwnershipRequest): Record<string, never> {
  const { sender, newOwner, isReputer } = msg;
  accountAddress(sender, 'sender');
  accountAddress(newOwner, 'new owner');
  const nodes = isReputer ? state.reputers : state.workers;
  const node = nodes.get(ctx, sender);
  if (!node) throw errors.ErrAddressNotRegistered(`${isReputer ? 'reputer' : 'worker'} ${sender}`);
  if (node.nodeAddress !== sender)
    throw errors.ErrInvariantFailure(`node ${node.nodeAddress} is stored under ${sender}`);
  nodes.set(ctx, sender, create(OffchainNodeSchema, { nodeAddress: sender, owner: newOwner }));
  emit(ctx, EventNodeOwnerUpdatedSchema, { nodeAddress: sender, oldOwner: node.owner, newOwner, isReputer });
  return {};
}
