import { EngineError } from '../engine.ts';
import { Observer } from '../watch/observe.ts';
import type { Standing, ValidatorDriver } from './driver.ts';

/** `behind`: the network runs, and this one catches up while it does. */
export type ValidatorState = 'starts' | 'waits' | 'behind' | 'ready';

/** Told while a network comes up: which step begins, which validator is ready, and what the others wait for. */
export interface StartProgress {
  step(name: 'ports' | 'image' | 'homes' | 'validators', detail?: string): void;
  validator(moniker: string, state: ValidatorState, detail?: string): void;
}

export interface StartAllOptions {
  readonly progress?: StartProgress;
  readonly signal?: AbortSignal;
  /** Voting power by consensus address, as the validator with that RPC has it. */
  readonly powers?: (rpcUrl: string) => Promise<ReadonlyMap<string, bigint> | null>;
}

/** How often those that are not ready are asked what they wait for. */
const ASK_EVERY_MS = 1_000;

/** Longest that nobody may come any closer. */
const LIMIT_MS = 45_000;

/** How long those that catch up are waited for once the others make blocks: at a first start they need a moment only. */
const GRACE_MS = 4_000;

const SILENT: Standing = { lacks: 'nothing answers', height: 0, catchingUp: false };

/**
 * Starts all validators at once. Resolves when all are ready; where more than two thirds of the power are, without those
 * that are up and catch up. Where one fails, none is left.
 * @throws EngineError `start-failed`; `start-timeout` with what each lacked and said where nobody came closer for too
 * long; the signal's reason
 */
export async function startAll(drivers: readonly ValidatorDriver[], options: StartAllOptions): Promise<void> {
  const { progress, signal } = options;
  progress?.step('validators');
  const waiting = new Set(drivers);
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const round = new Rounds(drivers, waiting, options);
  try {
    const started = Promise.all(
      drivers.map(async (driver) => {
        progress?.validator(driver.moniker, 'starts');
        await driver.start();
        await driver.ready();
        waiting.delete(driver);
        progress?.validator(driver.moniker, 'ready');
      }),
    );
    // Of those that are not waited for any more the network's log tells.
    started.catch(() => undefined);
    await Promise.race([started, round.goodEnough, aborted.promise]);
  } catch (error) {
    await Promise.allSettled(drivers.map((driver) => driver.kill()));
    throw error;
  } finally {
    round.end();
    signal?.removeEventListener('abort', abort);
  }
}

/** Asks those that are not ready, again and again, and decides when that is good enough or has taken too long. */
class Rounds {
  readonly #drivers: readonly ValidatorDriver[];
  readonly #waiting: ReadonlySet<ValidatorDriver>;
  readonly #options: StartAllOptions;
  readonly #over = Promise.withResolvers<void>();
  readonly #heights = new Map<ValidatorDriver, number>();
  #left: number;
  #closer = performance.now();
  #quorumSince: number | undefined;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(drivers: readonly ValidatorDriver[], waiting: ReadonlySet<ValidatorDriver>, options: StartAllOptions) {
    this.#drivers = drivers;
    this.#waiting = waiting;
    this.#left = waiting.size;
    this.#options = options;
    this.#next();
  }

  /** Resolves when the network runs without those that are missing. @throws EngineError `start-timeout` */
  get goodEnough(): Promise<void> {
    return this.#over.promise;
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    this.#timer = setTimeout(async () => {
      await this.#round().catch(this.#over.reject);
      if (!this.#ended) this.#next();
    }, ASK_EVERY_MS);
  }

  async #round(): Promise<void> {
    const { progress } = this.#options;
    const asked = await Promise.all(
      [...this.#waiting].map(async (driver) => ({ driver, ...(await driver.standing().catch(() => SILENT)) })),
    );
    const missing = asked.filter(({ driver }) => this.#waiting.has(driver));
    if (this.#ended || missing.length === 0) return;
    for (const { driver, lacks } of missing) progress?.validator(driver.moniker, 'waits', lacks);
    const now = performance.now();
    if (this.#comesCloser(missing)) this.#closer = now;
    if (missing.every(({ catchingUp }) => catchingUp) && (await this.#quorum())) {
      this.#quorumSince ??= now;
      if (now - this.#quorumSince < GRACE_MS) return;
      for (const { driver, lacks } of missing) progress?.validator(driver.moniker, 'behind', lacks);
      this.#over.resolve();
    } else if (now - this.#closer >= LIMIT_MS) this.#over.reject(tooLong(missing));
  }

  #comesCloser(missing: readonly ({ driver: ValidatorDriver } & Standing)[]): boolean {
    let closer = this.#waiting.size < this.#left;
    this.#left = this.#waiting.size;
    for (const { driver, height } of missing) {
      if (height <= (this.#heights.get(driver) ?? 0)) continue;
      this.#heights.set(driver, height);
      closer = true;
    }
    return closer;
  }

  /** Whether those that are ready make blocks without the others. */
  async #quorum(): Promise<boolean> {
    const { powers = (rpcUrl: string) => new Observer(rpcUrl).powers() } = this.#options;
    const ready = this.#drivers.filter((driver) => !this.#waiting.has(driver));
    const known = ready[0] && (await powers(ready[0].rpcUrl));
    if (!known) return false;
    const total = [...known.values()].reduce((sum, power) => sum + power, 0n);
    const theirs = ready.reduce((sum, { address }) => sum + (known.get(address) ?? 0n), 0n);
    return theirs * 3n > total * 2n;
  }
}

function tooLong(missing: readonly ({ driver: ValidatorDriver } & Standing)[]): EngineError {
  const lacks = missing.map(({ driver, lacks: what }) => `${driver.moniker}: ${what}`);
  const said = [...new Set(missing.flatMap(({ driver }) => driver.faults()))].slice(-3);
  const why = said.length > 0 ? ` (${said.join(' / ')})` : '';
  return new EngineError(
    'start-timeout',
    `not every validator is ready, and none came closer for ${LIMIT_MS / 1000} s: ${lacks.join('; ')}${why}`,
  );
}
