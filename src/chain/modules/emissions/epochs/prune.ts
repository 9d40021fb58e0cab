import { EventPruneRecordsSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { reputerNonces } from './open-nonces.ts';

/** What is kept per (topic, nonce) and pruned by age. */
const RECORDS = [
  state.allInferences,
  state.allForecasts,
  state.allLossBundles,
  state.networkLossBundles,
  state.networkInferences,
  state.outlierResistantNetworkInferences,
  state.epochLabelRegistry,
] as const;

/**
 * Forgets the nonce that was rewarded, and deletes a topic's records of epochs that lie `min_epoch_length_record_limit` epochs or more behind
 * its oldest open reputer nonce, or behind the rewarded one when none is open (docs/spec/emissions.md §5.10).
 */
export function pruneRecords(ctx: Context, topic: Topic, rewarded: bigint): void {
  state.topicRewardNonce.delete(ctx, topic.id);
  const oldest = reputerNonces.list(ctx, topic.id).at(-1) ?? rewarded;
  const cut = oldest - state.params.require(ctx).minEpochLengthRecordLimit * topic.epochLength;
  if (cut <= 0n) return;
  for (const records of RECORDS) records.clear(ctx, { prefix: [topic.id], end: [topic.id, cut + 1n] });
  emit(ctx, EventPruneRecordsSchema, { blockHeight: cut, topicId: topic.id });
}
