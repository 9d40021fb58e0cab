import { setTimeout as pause } from 'node:timers/promises';
import type { Container } from 'dockerode';
import { Backoff } from '../../node/supervise/backoff.ts';
import type { EngineLog } from '../engine.ts';
import { dockerError } from './client.ts';

export interface Kept {
  readonly container: Container;
  /** For people: a validator's moniker, or `the relay`. */
  readonly name: string;
  readonly log: EngineLog;
  /** Starts it, or finds it running; the signal says that nobody wants it any more. */
  start(signal: AbortSignal): Promise<void>;
  /** Told when it cannot be started again: it was removed, or did not start so often in a row. */
  onLost?(error: Error): void;
  /** How often in a row that may be; without it, it is tried for ever. */
  readonly attempts?: number;
}

interface Run {
  readonly ending: AbortController;
  readonly over: Promise<void>;
}

/** Keeps a container running from `run` to `release`: one that ends by itself is started again, after ever longer pauses. */
export class Keeper {
  readonly #kept: Kept;
  readonly #backoff = new Backoff();
  #run: Run | undefined;
  #down: string | null = null;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Why it does not run, where nobody ended it; null otherwise. */
  get down(): string | null {
    return this.#down;
  }

  /** Resolves when it runs. What keeps it from its first start is thrown. */
  async run(): Promise<void> {
    if (this.#run) return;
    const ending = new AbortController();
    const started = this.#kept.start(ending.signal);
    const run = { ending, over: started.then(() => this.#keep(ending.signal)).catch(() => undefined) };
    this.#run = run;
    this.#backoff.started();
    try {
      await started;
    } catch (error) {
      if (this.#run === run) this.#run = undefined;
      throw error;
    }
  }

  /** It is not started again. Resolves when nothing is under way with it. */
  async release(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    run?.ending.abort();
    await run?.over;
    this.#down = null;
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { container } = this.#kept;
    while (!signal.aborted) {
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      // Where Docker itself goes away, that is an end too.
      await Promise.race([container.wait().catch(() => undefined), aborted]);
      if (signal.aborted || !(await this.#revive(signal))) return;
    }
  }

  /** Returns whether it runs again. */
  async #revive(signal: AbortSignal): Promise<boolean> {
    const { container, name, log, start, onLost, attempts = Number.POSITIVE_INFINITY } = this.#kept;
    let why = await howItEnded(container);
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted) return false;
      this.#down = why;
      const wait = this.#backoff.crashed();
      log.warn({ validator: name }, `${why}; starts again in ${wait} ms`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return false;
      try {
        await start(signal);
        this.#down = null;
        this.#backoff.started();
        log.info({ validator: name }, 'its container runs again');
        return true;
      } catch (error) {
        const cause = dockerError('its container does not start', error);
        why = cause.message;
        const removed = (error as { statusCode?: number }).statusCode === 404;
        if (!signal.aborted && (removed || attempt >= attempts)) {
          this.#down = why;
          log.error({ validator: name, err: cause }, `${why}; it is not started again`);
          onLost?.(cause);
          return false;
        }
      }
    }
  }
}

async function howItEnded(container: Container): Promise<string> {
  try {
    const { State } = await container.inspect();
    const how = State.OOMKilled ? 'it ran out of memory' : State.Error || `code ${State.ExitCode}`;
    return `its container has ended (${how})`;
  } catch (error) {
    return dockerError('its container is out of reach', error).message;
  }
}
