import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { getTopic } from './topics.ts';

/** One submission window of a topic. Both ends are inclusive heights. */
export interface SubmissionWindow {
  readonly kind: 'worker' | 'reputer';
  readonly nonce: bigint;
  readonly start: bigint;
  readonly end: bigint;
  /** A transaction in the next block would be accepted. */
  readonly open: boolean;
}

/** Every nonce of a topic that is not fulfilled yet, as windows, oldest first (`docs/spec/emissions.md` §4.7). */
export async function submissionWindows(client: AlloraClient, topicId: bigint): Promise<SubmissionWindow[]> {
  const [topic, { height }, workers, reputers] = await Promise.all([
    getTopic(client, topicId),
    client.status(),
    client.query(QueryService.method.getUnfulfilledWorkerNonces, { topicId }),
    client.query(QueryService.method.getUnfulfilledReputerNonces, { topicId }),
  ]);
  const next = height + 1n;
  const within = (window: Omit<SubmissionWindow, 'open'>): SubmissionWindow => ({
    ...window,
    open: window.start <= next && next <= window.end,
  });
  const workerWindows = (workers.nonces?.nonces ?? []).map(({ blockHeight: nonce }) =>
    within({ kind: 'worker', nonce, start: nonce, end: nonce + topic.workerSubmissionWindow }),
  );
  const reputerWindows = (reputers.nonces?.nonces ?? []).map(({ reputerNonce }) => {
    const nonce = reputerNonce?.blockHeight ?? 0n;
    return within({ kind: 'reputer', nonce, ...reputerWindow(topic, nonce) });
  });
  return [...workerWindows, ...reputerWindows].sort((a, b) => Number(a.nonce - b.nonce));
}

/** From when until when reputers may report on an epoch: the lag, then one epoch, aligned to the topic's own churns. */
export function reputerWindow(
  topic: Pick<Topic, 'groundTruthLag' | 'epochLength'>,
  nonce: bigint,
): { start: bigint; end: bigint } {
  const { groundTruthLag: lag, epochLength } = topic;
  const rest = lag % epochLength;
  const extra = rest === 0n ? 0n : epochLength - rest;
  return { start: nonce + lag, end: nonce + lag + extra + epochLength };
}

/**
 * The newest nonce whose window of this kind takes submissions now.
 * @throws ClientError `not-found`, saying when the next window opens
 */
export async function openNonce(
  client: AlloraClient,
  topicId: bigint,
  kind: SubmissionWindow['kind'],
): Promise<bigint> {
  const windows = (await submissionWindows(client, topicId)).filter((window) => window.kind === kind);
  const open = windows.filter((window) => window.open).at(-1);
  if (open) return open.nonce;
  const { isActive } = await client.query(QueryService.method.isTopicActive, { topicId });
  const later = windows.find((window) => !window.open);
  const reason = later
    ? `that of nonce ${later.nonce} is from block ${later.start} to ${later.end}`
    : isActive
      ? 'none is waiting; the next epoch opens one'
      : 'the topic is not active: it needs stake and funds';
  throw new ClientError('not-found', `topic ${topicId} has no ${kind} window open: ${reason}`);
}
