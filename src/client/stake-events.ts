import { Dec } from '../protocol/decimal/index.ts';
import { EventRequestStakeRemovalSchema, EventRewardDelegateStakeSchema } from '../wire/gen/emissions/v10/events_pb.ts';
import type { RpcTx } from './rpc-types.ts';
import { isEventOf, readEventOf } from './v9/events.ts';

/** Height of the block that pays what a transaction asked back, at the earliest. */
export function completionHeight(tx: RpcTx): number | null {
  const event = tx.tx_result.events?.find((one) => isEventOf(EventRequestStakeRemovalSchema, one));
  return event ? Number(readEventOf(EventRequestStakeRemovalSchema, event).completionHeight) : null;
}

/** What a transaction paid of delegators' rewards, in whole uallo. */
export function claimedIn(tx: RpcTx): string {
  const event = tx.tx_result.events?.find((one) => isEventOf(EventRewardDelegateStakeSchema, one));
  return event ? Dec.parse(readEventOf(EventRewardDelegateStakeSchema, event).amount).trunc().toString() : '0';
}
