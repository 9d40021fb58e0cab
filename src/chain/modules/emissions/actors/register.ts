import { create } from '@bufbuild/protobuf';
import { OffchainNodeSchema } from '../../../../wire/gen/emissions/v3/types_pb.ts';
import {
  EventReputerRegisteredSchema,
  EventWorkerRegisteredSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { RegisterRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import type { PayFee } from '../payloads/fees-port.ts';
import { state } from '../state.ts';
import { requireTopicExists } from '../topics/store.ts';

/**
 * `Register`: makes the sender a worker or reputer of a topic (docs/spec/emissions.md §6.3). No whitelist and no stake is asked
 * for. The owner is kept per role, not per topic: the last registration anywhere decides.
 */
export function register(ctx: Context, msg: RegisterRequest, payFee: PayFee): Record<string, never> {
  const { sender, topicId, owner, isReputer } = msg;
  accountAddress(sender, 'sender');
  accountAddress(owner, 'owner');
  requireTopicExists(ctx, topicId);
  const members = isReputer ? state.topicReputers : state.topicWorkers;
  if (members.has(ctx, [topicId, sender]))
    throw errors.ErrAddressAlreadyRegisteredInATopic(`${sender}, topic ${topicId}`);
  payFee(ctx, sender, topicId, BigInt(state.params.require(ctx).registrationFee));
  members.add(ctx, [topicId, sender]);
  const nodes = isReputer ? state.reputers : state.workers;
  nodes.set(ctx, sender, create(OffchainNodeSchema, { nodeAddress: sender, owner }));
  if (isReputer) emit(ctx, EventReputerRegisteredSchema, { topicId, reputer: sender, owner });
  else emit(ctx, EventWorkerRegisteredSchema, { topicId, worker: sender, owner });
  return {};
}
