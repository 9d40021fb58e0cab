import { Dec } from '../protocol/decimal/index.ts';
import { EventRequestStakeRemovalSchema, EventRewardDelegateStakeSchema } from '../wire/gen/emissions/v10/events_pb.ts';
import { readEvent } from '../wire/index.ts';
import type { RpcTx } from './rpc-types.ts';

/** Height of the block that pays what a transaction asked back, at the earliest. */
export function completionHeight(tx: RpcTx): number | null {
  const event = tx.tx_result.events?.find(({ type }) => type === EventRequestStakeRemovalSchema.typeName);
  return event ? Number(readEvent(EventRequestStakeRemovalSchema, event).completionHeight) : null;
}

/** What a transaction paid of delegators' rewards, in whole uallo. */
export function claimedIn(tx: RpcTx): string {
  const event = tx.tx_result.events?.find(({ type }) => type === EventRewardDelegateStakeSchema.typeName);
  return event ? Dec.parse(readEvent(EventRewardDelegateStakeSchema, event).amount).trunc().toString() : '0';
}
