import type { Dec } from '../../../../protocol/decimal/index.ts';
import { heaviestTopics } from '../../../../protocol/rewards/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import {
  EventReputerSubmissionWindowOpenedSchema,
  EventWorkerSubmissionWindowOpenedSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { requireTopic } from '../topics/store.ts';
import { closeReputerNonce } from './close-reputer.ts';
import { openWindowAt } from './close-worker.ts';
import { logFailure } from './failure.ts';
import { reputerNonces, workerNonces } from './open-nonces.ts';
import { reputerCloseDue, reputerOpening, reputerWindow, within, workerWindow } from './windows.ts';

/**
 * EndBlock step 4 (docs/spec/emissions.md §5.5): opens worker nonces of the topics that churn at this height and closes their due
 * reputer nonces.
 * @param weights topic id → weight of the topics that churn and stayed active (§5.4); the heaviest
 *   `max_active_topics_per_block` of them are served. An error in one topic is logged and ends that topic only.
 */
export function updateNonces(ctx: Context, weights: ReadonlyMap<bigint, Dec>): void {
  if (weights.size === 0) return;
  const params = state.params.require(ctx);
  const topics = Array.from(weights, ([id, weight]) => ({ id, weight }));
  for (const { id: topicId, weight } of heaviestTopics(topics, Number(params.maxActiveTopicsPerBlock))) {
    if (weight.isZero()) continue;
    try {
      updateTopic(ctx, params, topicId);
    } catch (error) {
      logFailure(ctx, `topic ${topicId}: nonces not updated`, error);
    }
  }
}

function updateTopic(ctx: Context, params: Params, topicId: bigint): void {
  const topic = requireTopic(ctx, topicId);
  topic.epochLastEnded = ctx.height;
  state.topics.set(ctx, topicId, topic);
  openWorkerNonce(ctx, params, topic);
  pruneNonces(ctx, params, topic);
  updateReputerNonces(ctx, topic);
}

function openWorkerNonce(ctx: Context, params: Params, topic: Topic): void {
  const nonce = ctx.height;
  const { end } = workerWindow(topic, nonce);
  workerNonces.add(ctx, topic.id, nonce, params.maxUnfulfilledWorkerRequests);
  openWindowAt(ctx, end, topic.id);
  emit(ctx, EventWorkerSubmissionWindowOpenedSchema, {
    topicId: topic.id,
    nonceBlockHeight: nonce,
    windowEndBlock: end,
  });
}

/** Forgets nonces so old that their window has long passed. */
function pruneNonces(ctx: Context, params: Params, topic: Topic): void {
  const { epochLength, groundTruthLag } = topic;
  const reputerBound = ctx.height - ((params.maxUnfulfilledReputerRequests + 1n) * epochLength + groundTruthLag);
  if (reputerBound <= 0n) return;
  reputerNonces.prune(ctx, topic.id, reputerBound);
  const workerBound = reputerBound - epochLength;
  if (workerBound > 0n) workerNonces.prune(ctx, topic.id, workerBound);
}

function updateReputerNonces(ctx: Context, topic: Topic): void {
  for (const nonce of reputerNonces.list(ctx, topic.id)) {
    if (within(reputerOpening(topic, nonce), ctx.height)) {
      const { end } = reputerWindow(topic, nonce);
      emit(ctx, EventReputerSubmissionWindowOpenedSchema, {
        topicId: topic.id,
        nonceBlockHeight: nonce,
        windowEndBlock: end,
      });
    }
    if (ctx.height < reputerCloseDue(topic, nonce)) continue;
    try {
      closeReputerNonce(ctx, topic.id, nonce);
    } catch (error) {
      logFailure(ctx, `topic ${topic.id}: reputer nonce ${nonce} closed without losses`, error);
      reputerNonces.fulfil(ctx, topic.id, nonce);
    }
  }
}
