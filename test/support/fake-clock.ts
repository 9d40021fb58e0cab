import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/worker/run/clock.ts';

/** A clock that only moves when it is told to. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly done: () => void }>();

  now(): number {
    return this.#now;
  }

  pause(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const entry = {
        at: this.#now + ms,
        done: () => {
          this.#waiting.delete(entry);
          resolve();
        },
      };
      this.#waiting.add(entry);
      signal?.addEventListener('abort', entry.done, { once: true });
    });
  }

  /** Lets so much time pass, pause by pause; everything that follows from it has happened when it resolves. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const due = [...this.#waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#now = Math.max(this.#now, due.at);
      due.done();
      await settled();
    }
    this.#now = until;
  }
}

/** Whatever is ready to happen has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}
