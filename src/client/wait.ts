import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { unlessTrouble } from './optional.ts';

export interface WaitOptions {
  /** What is waited for, for the error. */
  readonly what: string;
  /** How long at most; for ever where absent. */
  readonly timeoutMs?: number | undefined;
  /** How long the network may go without a new block; for ever where absent. */
  readonly stallMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at a network; undefined means: not yet. The client's calls end with the wait. */
type Look<T> = (height: bigint, client: AlloraClient) => Promise<T | undefined>;

/** How often the node is asked for its height. */
const PAUSE_MS = 200;
/** Longest time that a timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Looks at a network now and after every new block until `look` finds what it is for, and returns that. A node that does
 * not answer for a while, or before which something else answers, is asked again: it makes no progress. A limit also ends the
 * calls that are under way.
 * @param look is told the latest height, and given a client whose calls end with the wait; undefined means: not yet
 * @throws ClientError `waited` where the time is over, `stalled` where no block came for too long, and what `look` throws
 */
export async function waitUntil<T>(client: AlloraClient, options: WaitOptions, look: Look<T>): Promise<T> {
  options.signal?.throwIfAborted();
  return new Wait(client, options, look).run();
}

class Wait<T> {
  readonly #options: WaitOptions;
  readonly #look: Look<T>;
  readonly #over = new AbortController();
  readonly #client: AlloraClient;
  readonly #began = performance.now();
  #seen: bigint | undefined;
  #seenAt = this.#began;
  #news = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(client: AlloraClient, options: WaitOptions, look: Look<T>) {
    this.#options = options;
    this.#look = look;
    this.#client = client.within(this.#over.signal);
  }

  async run(): Promise<T> {
    const { signal } = this.#options;
    const interrupt = () => this.#over.abort(signal?.reason);
    signal?.addEventListener('abort', interrupt, { once: true });
    const ended = new Promise<never>((_, reject) => {
      this.#over.signal.addEventListener('abort', () => reject(this.#over.signal.reason), { once: true });
    });
    this.#watchLimits();
    try {
      return await Promise.race([ended, this.#follow(), this.#keepLooking()]);
    } finally {
      clearTimeout(this.#timer);
      signal?.removeEventListener('abort', interrupt);
      this.#over.abort();
    }
  }

  /** Follows the chain, also while a look takes long: blocks that come meanwhile are progress. */
  async #follow(): Promise<never> {
    for (;;) {
      const height = await unlessTrouble(this.#client.height());
      if (height !== undefined && height !== this.#seen) {
        this.#seen = height;
        this.#seenAt = performance.now();
        this.#news.resolve();
      }
      await pause();
      this.#over.signal.throwIfAborted();
    }
  }

  async #keepLooking(): Promise<T> {
    let looked: bigint | undefined;
    for (;;) {
      await this.#news.promise;
      this.#news = Promise.withResolvers();
      const height = this.#seen;
      if (height === undefined || height === looked) continue;
      const answer = await unlessTrouble(this.#look(height, this.#client).then((found) => ({ found })));
      this.#over.signal.throwIfAborted();
      if (answer?.found !== undefined) return answer.found;
      if (answer) looked = height;
      else {
        // What nobody answered is still to be looked at: another block may never come.
        await pause();
        this.#news.resolve();
      }
    }
  }

  #watchLimits(): void {
    const { timeoutMs = Infinity, stallMs = Infinity } = this.#options;
    const now = performance.now();
    const left = this.#began + timeoutMs - now;
    const patience = this.#seenAt + stallMs - now;
    if (left <= 0) this.#end('waited', (what) => `${what} did not come within ${timeoutMs / 1000} s`);
    else if (patience <= 0) this.#end('stalled', (what) => `waiting for ${what}: no block for ${stallMs / 1000} s`);
    else
      this.#timer = setTimeout(
        () => this.#watchLimits(),
        Math.min(Math.ceil(left), Math.ceil(patience), LONGEST_TIMER_MS),
      );
  }

  #end(kind: 'waited' | 'stalled', says: (what: string) => string): void {
    this.#over.abort(new ClientError(kind, `${says(this.#options.what)}; the height is ${this.#seen ?? '?'}`));
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
