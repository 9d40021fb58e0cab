import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';

/** Block heights between which something is accepted, both included. */
export interface Window {
  readonly start: bigint;
  readonly end: bigint;
}

type Cadence = Pick<Topic, 'epochLength' | 'groundTruthLag' | 'workerSubmissionWindow'>;

/** Blocks from the ground truth to the topic's next churn: with them a reputer window ends at a churn of the topic. */
function extraLag({ epochLength, groundTruthLag }: Cadence): bigint {
  const rest = groundTruthLag % epochLength;
  return rest === 0n ? 0n : epochLength - rest;
}

/** Where inferences and forecasts for the nonce are accepted (docs/spec/emissions.md §4.7). */
export function workerWindow(topic: Cadence, nonce: bigint): Window {
  return { start: nonce, end: nonce + topic.workerSubmissionWindow };
}

/**
 * Where losses for the nonce are accepted (docs/spec/emissions.md §4.7). The lower end is that of the released chains,
 * nonce + ground truth lag; where the lag is no multiple of the epoch length two windows of a topic then overlap, and only
 * the later development line moves the start by the extra lag.
 */
export function reputerWindow(topic: Cadence, nonce: bigint): Window {
  const start = nonce + topic.groundTruthLag;
  return { start, end: start + extraLag(topic) + topic.epochLength };
}

/** From which height the topic's churn closes the reputer nonce (docs/spec/emissions.md §5.5). */
export function reputerCloseDue(topic: Cadence, nonce: bigint): bigint {
  return nonce + topic.groundTruthLag + topic.epochLength;
}

/** The heights among which a churn announces that the reputer window is open (docs/spec/emissions.md §5.5). */
export function reputerOpening(topic: Cadence, nonce: bigint): Window {
  const start = nonce + topic.groundTruthLag;
  return { start, end: start + extraLag(topic) };
}

export function within(window: Window, height: bigint): boolean {
  return window.start <= height && height <= window.end;
}
