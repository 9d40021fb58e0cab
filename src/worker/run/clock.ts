import { setTimeout as pause } from 'node:timers/promises';

/** The only time that the running of an actor knows: so that what it does can be told without waiting for it. */
export interface Clock {
  /** Milliseconds, always forward. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when `signal` is given and aborts; never rejects. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async pause(ms, signal) {
    try {
      await pause(ms, undefined, signal ? { signal } : {});
    } catch {
      // Aborted: the pause is over.
    }
  },
};
