import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import type { ServiceImpl } from '../../../module.ts';
import { type OpenNonces, reputerNonces, workerNonces } from '../epochs/open-nonces.ts';
import { reputerWindow, type Window, within, workerWindow } from '../epochs/windows.ts';
import { canSubmitReputerPayload, canSubmitWorkerPayload } from '../permissions.ts';
import { state } from '../state.ts';
import { isTopicActive } from '../topics/activation.ts';
import { queriedTopic } from './topics.ts';

type WindowOf = (topic: Topic, nonce: bigint) => Window;

const workerNonce = (blockHeight: bigint) => ({ blockHeight });
const reputerNonce = (blockHeight: bigint) => ({ reputerNonce: { blockHeight } });

/** Open nonces whose window holds this height, newest first. */
function openNow(ctx: Context, nonces: OpenNonces, windowOf: WindowOf, topicId: bigint): bigint[] {
  const topic = queriedTopic(ctx, topicId);
  return nonces.list(ctx, topicId).filter((nonce) => within(windowOf(topic, nonce), ctx.height));
}

/**
 * The window that is open now (of several the one that closes first) and the next one. The next window is that of a nonce that
 * exists already, or of the topic's next churn; heights are 0 where there is none.
 */
function windowStatus(ctx: Context, nonces: OpenNonces, windowOf: WindowOf, topic: Topic) {
  const current = openNow(ctx, nonces, windowOf, topic.id).at(-1);
  const window = current === undefined ? undefined : windowOf(topic, current);
  const active = isTopicActive(ctx, topic.id);
  const churn = active ? state.topicToNextPossibleChurningBlock.get(ctx, topic.id) : undefined;
  // A worker nonce becomes a reputer nonce later, so its windows lie ahead of reputers too.
  const candidates = [...nonces.list(ctx, topic.id), ...workerNonces.list(ctx, topic.id), ...(churn ? [churn] : [])];
  let next: Window | undefined;
  for (const candidate of candidates.map((nonce) => windowOf(topic, nonce))) {
    if (candidate.start > ctx.height && (!next || candidate.start < next.start)) next = candidate;
  }
  return {
    isOpen: window !== undefined,
    currentNonceBlockHeight: current ?? 0n,
    windowStartBlock: window?.start ?? 0n,
    windowEndBlock: window?.end ?? 0n,
    nextWindowStartBlock: next?.start ?? 0n,
    nextWindowEndBlock: next?.end ?? 0n,
    isTopicActive: active,
  };
}

/** What is true of an actor; of nobody in particular, whose address is empty, nothing is. */
function standing<N extends string>(address: string, facts: Record<N, () => boolean>): Partial<Record<N, boolean>> {
  if (address === '') return {};
  accountAddress(address, 'actor');
  const told = Object.entries<() => boolean>(facts).map(([name, fact]) => [name, fact()]);
  return Object.fromEntries(told) as Record<N, boolean>;
}

/** Open nonces and submission windows (docs/spec/emissions.md §4.7, §16). */
export const nonceQueries = {
  isWorkerNonceUnfulfilled: (ctx, { topicId, blockHeight }) => ({
    isWorkerNonceUnfulfilled: workerNonces.has(ctx, topicId, blockHeight),
  }),
  isReputerNonceUnfulfilled: (ctx, { topicId, blockHeight }) => ({
    isReputerNonceUnfulfilled: reputerNonces.has(ctx, topicId, blockHeight),
  }),
  getUnfulfilledWorkerNonces: (ctx, { topicId }) => ({
    nonces: { nonces: workerNonces.list(ctx, topicId).map(workerNonce) },
  }),
  getUnfulfilledReputerNonces: (ctx, { topicId }) => ({
    nonces: { nonces: reputerNonces.list(ctx, topicId).map(reputerNonce) },
  }),
  getOpenWorkerSubmissionWindows: (ctx, { topicId }) => ({
    nonces: { nonces: openNow(ctx, workerNonces, workerWindow, topicId).map(workerNonce) },
  }),
  getOpenReputerSubmissionWindows: (ctx, { topicId }) => ({
    nonces: { nonces: openNow(ctx, reputerNonces, reputerWindow, topicId).map(reputerNonce) },
  }),
  getWorkerSubmissionWindowStatus: (ctx, { topicId, address }) => ({
    ...windowStatus(ctx, workerNonces, workerWindow, queriedTopic(ctx, topicId)),
    ...standing(address, {
      isRegistered: () => state.topicWorkers.has(ctx, [topicId, address]),
      isWhitelisted: () => canSubmitWorkerPayload(ctx, topicId, address),
    }),
  }),
  getReputerSubmissionWindowStatus: (ctx, { topicId, address }) => ({
    ...windowStatus(ctx, reputerNonces, reputerWindow, queriedTopic(ctx, topicId)),
    ...standing(address, {
      isRegistered: () => state.topicReputers.has(ctx, [topicId, address]),
      isWhitelisted: () => canSubmitReputerPayload(ctx, topicId, address),
    }),
  }),
} satisfies ServiceImpl<typeof QueryService>;
