import { type ActiveFault, EngineError, type FaultRequest, type Trouble } from '../engine.ts';
import type { ValidatorDriver, Ways } from '../network/driver.ts';
import { FAIR } from '../relay/weather.ts';
import { lackOf } from './recovery.ts';

type Lasting = ActiveFault['kind'];

interface Standing {
  readonly fault: ActiveFault;
  readonly timer: NodeJS.Timeout | undefined;
}

/**
 * What is wrong with one validator, and how it gets well again. Requests are taken one after the other, and none of them
 * waits for the validator to be ready: that may need the next one.
 */
export class Patient {
  readonly #driver: ValidatorDriver;
  readonly #ways: Ways;
  readonly #place: number;
  readonly #standing = new Map<Lasting, Standing>();
  readonly #onError: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();
  /** Aborted by the next request, and by the end: who waits for the validator has nothing to wait for then. */
  #latest = new AbortController();
  #closed = false;

  constructor(driver: ValidatorDriver, ways: Ways, place: number, onError: (error: unknown) => void) {
    this.#driver = driver;
    this.#ways = ways;
    this.#place = place;
    this.#onError = onError;
  }

  get troubles(): Trouble[] {
    const faults = [...this.#standing.values()].map(({ fault }) => fault);
    const { moniker, down } = this.#driver;
    return down === null ? faults : [...faults, { validator: moniker, kind: 'crash', until: null, why: down }];
  }

  /** Resolves when it is done and, for a while, when the validator is ready again, with what it lacks if it is not. */
  async take(request: FaultRequest): Promise<string | undefined> {
    this.#latest.abort();
    this.#latest = new AbortController();
    const { signal } = this.#latest;
    const started = await this.#queue(() => this.#take(request));
    return started ? lackOf(this.#driver, signal) : undefined;
  }

  /** Nothing ends by itself any more; resolves when what was under way is over and the validator is stopped. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#latest.abort();
    for (const { timer } of this.#standing.values()) clearTimeout(timer);
    await this.#last;
    await this.#driver.stop();
  }

  #queue<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => {
      this.#requireOpen();
      return act();
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  #requireOpen(): void {
    if (this.#closed) throw new EngineError('stopped', `${this.#driver.moniker} is stopped with its network`);
  }

  /** Returns whether it was started. */
  async #take(request: FaultRequest): Promise<boolean> {
    const { kind } = request;
    if (kind === 'clear') return this.#clear();
    if (kind === 'restart') return this.#restart();
    if (kind === 'pause' && this.#standing.has('kill')) {
      throw new EngineError('invalid-fault', `${this.#driver.moniker} is killed: restart it first`);
    }
    await this.#begin(request, kind);
    this.#note(request, kind);
    return false;
  }

  async #begin({ delayMs, loss }: FaultRequest, kind: Lasting): Promise<void> {
    switch (kind) {
      case 'kill':
        if (this.#standing.has('kill')) return;
        await this.#driver.kill();
        this.#drop('pause');
        return;
      case 'pause':
        if (this.#standing.has('pause')) return;
        return this.#driver.pause();
      case 'disconnect':
        return this.#ways.disconnect(this.#place);
      default:
        return this.#weather({ ...(delayMs !== undefined && { delayMs }), ...(loss !== undefined && { loss }) });
    }
  }

  #weather(changed: { delayMs?: number; loss?: number }): void | Promise<void> {
    const now = { ...FAIR };
    for (const { fault } of this.#standing.values()) {
      if (fault.kind === 'delay') now.delayMs = fault.delayMs ?? 0;
      if (fault.kind === 'loss') now.loss = fault.loss ?? 0;
    }
    return this.#ways.setWeather(this.#place, { ...now, ...changed });
  }

  #note({ forMs, delayMs, loss }: FaultRequest, kind: Lasting): void {
    this.#drop(kind);
    const until = forMs === undefined ? null : new Date(Date.now() + forMs).toISOString();
    const over = () => void this.#queue(() => this.#heal(kind)).catch((error) => this.#closed || this.#onError(error));
    const timer = forMs === undefined || this.#closed ? undefined : setTimeout(over, forMs);
    const fault: ActiveFault = {
      validator: this.#driver.moniker,
      kind,
      until,
      ...(delayMs !== undefined && { delayMs }),
      ...(loss !== undefined && { loss }),
    };
    this.#standing.set(kind, { fault, timer });
  }

  #drop(kind: Lasting): boolean {
    const standing = this.#standing.get(kind);
    clearTimeout(standing?.timer);
    return this.#standing.delete(kind);
  }

  /** Everything that can end does; the first that could not is told. */
  async #clear(): Promise<boolean> {
    const dead = this.#standing.has('kill');
    const healed = await Promise.allSettled([...this.#standing.keys()].map((kind) => this.#heal(kind)));
    for (const result of healed) if (result.status === 'rejected') throw result.reason;
    return dead;
  }

  async #heal(kind: Lasting): Promise<void> {
    if (!this.#drop(kind)) return;
    switch (kind) {
      case 'kill':
        return this.#start();
      case 'pause':
        return this.#driver.resume();
      case 'disconnect':
        return this.#ways.reconnect(this.#place);
      default:
        return this.#weather({});
    }
  }

  /** In order, and up again; what is wrong with its connections stays. */
  async #restart(): Promise<boolean> {
    if (this.#standing.has('pause')) await this.#heal('pause');
    if (!this.#drop('kill')) await this.#driver.stop();
    await this.#start();
    return true;
  }

  /** One that does not start stays killed, until somebody tries again. */
  async #start(): Promise<void> {
    this.#requireOpen();
    try {
      await this.#driver.start();
    } catch (error) {
      this.#note({ kind: 'kill', validator: this.#driver.moniker }, 'kill');
      throw error;
    }
  }
}
