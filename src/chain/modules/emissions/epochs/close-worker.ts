import { create } from '@bufbuild/protobuf';
import {
  EventActiveForecastersSetSchema,
  EventActiveInferersSetSchema,
  EventWorkerLastCommitSetSchema,
  EventWorkerSubmissionWindowClosedSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import {
  TimestampedActorNonceSchema,
  type Topic,
  TopicIdsSchema,
} from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { clearActive, forecasters, inferers } from '../payloads/admission.ts';
import { state } from '../state.ts';
import { requireTopic } from '../topics/store.ts';
import { commitForecasts, commitInferences } from './committed-work.ts';
import { logFailure } from './failure.ts';
import { storeNetworkInferences } from './network-inference.ts';
import { reputerNonces, workerNonces } from './open-nonces.ts';

/** Notes that a worker window of the topic ends at a height. */
export function openWindowAt(ctx: Context, end: bigint, topicId: bigint): void {
  const topicIds = state.openWorkerWindows.get(ctx, end)?.topicIds ?? [];
  if (topicIds.includes(topicId)) return;
  state.openWorkerWindows.set(ctx, end, create(TopicIdsSchema, { topicIds: [...topicIds, topicId] }));
}

/**
 * EndBlock step 6 (docs/spec/emissions.md §5.7): closes the worker windows that end at this height. An error in one topic is logged;
 * the nonce and what was submitted for it are cleaned up all the same.
 */
export function closeWorkerWindows(ctx: Context): void {
  const due = state.openWorkerWindows.get(ctx, ctx.height);
  if (!due) return;
  for (const topicId of due.topicIds) {
    for (const nonce of workerNonces.list(ctx, topicId)) {
      // Where the window is as long as the epoch, the next nonce was opened in this very block.
      if (nonce === ctx.height) continue;
      try {
        closeWorkerNonce(ctx, topicId, nonce);
      } catch (error) {
        logFailure(ctx, `topic ${topicId}: worker nonce ${nonce} closed without network inferences`, error);
      }
    }
  }
  state.openWorkerWindows.delete(ctx, ctx.height);
}

/**
 * Freezes what workers submitted for a nonce, opens the nonce for reputers and stores the network's inferences
 * (docs/spec/emissions.md §5.7). Once the first checks have passed the clean-up always runs, and what was stored before an error stays.
 * Errors: 75 not open, 67 too early, 23 no such topic, 80 nobody submitted an inference, ErrEpochLabelRegistryEmpty no label is used (no reputer
 * nonce then: the epoch ends there).
 */
export function closeWorkerNonce(ctx: Context, topicId: bigint, nonce: bigint): void {
  if (!workerNonces.has(ctx, topicId, nonce)) throw errors.ErrUnfulfilledNonceNotFound(`worker nonce ${nonce}`);
  if (ctx.height <= nonce)
    throw errors.ErrWorkerNonceWindowNotAvailable(`worker nonce ${nonce} was opened at this height`);
  const topic = requireTopic(ctx, topicId);
  try {
    commit(ctx, topic, nonce);
  } finally {
    workerNonces.fulfil(ctx, topicId, nonce);
    clearActive(ctx, inferers, topicId);
    clearActive(ctx, forecasters, topicId);
    emit(ctx, EventWorkerSubmissionWindowClosedSchema, { topicId, nonceBlockHeight: nonce });
  }
}

function commit(ctx: Context, topic: Topic, nonce: bigint): void {
  const { maxUnfulfilledReputerRequests } = state.params.require(ctx);
  const frozen = commitInferences(ctx, topic, nonce);
  const { inferences } = frozen;
  const forecasts = commitForecasts(ctx, topic.id, nonce, inferences);
  reputerNonces.add(ctx, topic.id, nonce, maxUnfulfilledReputerRequests);
  const lastCommit = { blockHeight: ctx.height, nonce: { blockHeight: nonce } };
  state.topicLastWorkerCommit.set(ctx, topic.id, create(TimestampedActorNonceSchema, lastCommit));
  storeNetworkInferences(ctx, topic, nonce, frozen, forecasts);
  const active = { topicId: topic.id, nonceBlockHeight: nonce };
  emit(ctx, EventActiveInferersSetSchema, { ...active, addresses: inferences.map(({ inferer }) => inferer) });
  if (forecasts.length > 0) {
    emit(ctx, EventActiveForecastersSetSchema, { ...active, addresses: forecasts.map(({ forecaster }) => forecaster) });
  }
  emit(ctx, EventWorkerLastCommitSetSchema, { topicId: topic.id, ...lastCommit });
}
