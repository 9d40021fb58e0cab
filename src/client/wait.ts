import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';

export interface WaitOptions {
  /** What is waited for, for the error. */
  readonly what: string;
  /** How long at most; for ever where absent. */
  readonly timeoutMs?: number | undefined;
  /** How long the network may go without a new block; for ever where absent. */
  readonly stallMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How often the node is asked for its height. */
const PAUSE_MS = 200;

/**
 * Looks at a network now and after every new block until `look` finds what it is for, and returns that. A node that does
 * not answer for a while is asked again: it makes no progress.
 * @param look is told the latest height; undefined means: not yet
 * @throws ClientError `waited` where the time is over, `stalled` where no block came for too long, and what `look` throws
 */
export async function waitUntil<T>(
  client: AlloraClient,
  { what, timeoutMs, stallMs, signal }: WaitOptions,
  look: (height: bigint) => Promise<T | undefined>,
): Promise<T> {
  const began = performance.now();
  let seen: bigint | undefined;
  let seenAt = began;
  for (;;) {
    signal?.throwIfAborted();
    const height = await answered(client.height());
    if (height !== undefined && height !== seen) {
      seen = height;
      seenAt = performance.now();
      const found = await answered(look(height));
      if (found !== undefined) return found;
    }
    const now = performance.now();
    if (timeoutMs !== undefined && now - began >= timeoutMs) {
      throw new ClientError(
        'waited',
        `${what} did not come within ${seconds(timeoutMs)}; the height is ${seen ?? '?'}`,
      );
    }
    if (stallMs !== undefined && now - seenAt >= stallMs) {
      throw new ClientError(
        'stalled',
        `waiting for ${what}: no block for ${seconds(stallMs)}; the height is ${seen ?? '?'}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const seconds = (ms: number): string => `${ms / 1000} s`;

/** The answer; undefined where nobody answers just now. */
async function answered<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClientError && (error.kind === 'unreachable' || error.kind === 'timeout')) return undefined;
    throw error;
  }
}
