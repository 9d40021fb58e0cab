import {
  EventReputerUnregisteredSchema,
  EventWorkerUnregisteredSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { RemoveRegistrationRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { requireTopicExists } from '../topics/store.ts';

/**
 * `RemoveRegistration`: the sender is no longer a worker or reputer of the topic (docs/spec/emissions.md §6.3). Its node record,
 * stake and scores stay, and what it submitted in the open window stays valid; the fee is not given back.
 * Errors, in this order: sdk 7 address, 23 no such topic, 10 not registered in that role.
 */
export function removeRegistration(ctx: Context, msg: RemoveRegistrationRequest): Record<string, never> {
  const { sender, topicId, isReputer } = msg;
  accountAddress(sender, 'sender');
  requireTopicExists(ctx, topicId);
  const members = isReputer ? state.topicReputers : state.topicWorkers;
  if (!members.has(ctx, [topicId, sender])) {
    throw errors.ErrAddressIsNotRegisteredInThisTopic(
      `${isReputer ? 'reputer' : 'worker'} ${sender}, topic ${topicId}`,
    );
  }
  members.delete(ctx, [topicId, sender]);
  if (isReputer) emit(ctx, EventReputerUnregisteredSchema, { topicId, reputer: sender });
  else emit(ctx, EventWorkerUnregisteredSchema, { topicId, worker: sender });
  return {};
}
