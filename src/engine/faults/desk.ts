import { type ActiveFault, EngineError, type FaultRequest } from '../engine.ts';
import type { ValidatorDriver, Ways } from '../network/driver.ts';
import { FAIR } from '../relay/weather.ts';

type Lasting = ActiveFault['kind'];

interface Standing {
  readonly fault: ActiveFault;
  readonly timer: NodeJS.Timeout | undefined;
}

/** What is wrong with one validator, and how it gets well again. Requests are taken one after the other. */
class Patient {
  readonly #driver: ValidatorDriver;
  readonly #ways: Ways;
  readonly #place: number;
  readonly #standing = new Map<Lasting, Standing>();
  readonly #onError: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(driver: ValidatorDriver, ways: Ways, place: number, onError: (error: unknown) => void) {
    this.#driver = driver;
    this.#ways = ways;
    this.#place = place;
    this.#onError = onError;
  }

  get faults(): ActiveFault[] {
    return [...this.#standing.values()].map(({ fault }) => fault);
  }

  take(request: FaultRequest): Promise<void> {
    const taken = this.#last.then(() => this.#take(request));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  forget(): Promise<unknown> {
    for (const { timer } of this.#standing.values()) clearTimeout(timer);
    return this.#last;
  }

  async #take(request: FaultRequest): Promise<void> {
    const { kind } = request;
    if (kind === 'clear') {
      for (const standing of [...this.#standing.keys()]) await this.#heal(standing);
      return;
    }
    if (kind === 'restart') return this.#restart();
    if (kind === 'pause' && this.#standing.has('kill')) {
      throw new EngineError('invalid-fault', `${this.#driver.moniker} is killed: restart it first`);
    }
    await this.#begin(request, kind);
    this.#note(request, kind);
  }

  async #begin({ delayMs, loss }: FaultRequest, kind: Lasting): Promise<void> {
    switch (kind) {
      case 'kill':
        if (this.#standing.has('kill')) return;
        await this.#driver.kill();
        this.#drop('pause');
        return;
      case 'pause':
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
    const timer =
      forMs === undefined
        ? undefined
        : setTimeout(() => {
            this.#last = this.#last.then(() => this.#heal(kind)).catch(this.#onError);
          }, forMs);
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

  async #heal(kind: Lasting): Promise<void> {
    if (!this.#drop(kind)) return;
    switch (kind) {
      case 'kill':
        return this.#driver.start();
      case 'pause':
        return this.#driver.resume();
      case 'disconnect':
        return this.#ways.reconnect(this.#place);
      default:
        return this.#weather({});
    }
  }

  /** In order, and up again; what is wrong with its connections stays. */
  async #restart(): Promise<void> {
    if (this.#standing.has('pause')) await this.#heal('pause');
    if (!this.#drop('kill')) await this.#driver.stop();
    await this.#driver.start();
  }
}

/** Takes requests for faults on the validators of a network. */
export class FaultDesk {
  readonly #patients: ReadonlyMap<string, Patient>;

  /** @param onError told of what fails when a fault ends by itself. */
  constructor(drivers: readonly ValidatorDriver[], ways: Ways, onError: (error: unknown) => void) {
    this.#patients = new Map(
      drivers.map((driver, place) => [driver.moniker, new Patient(driver, ways, place, onError)]),
    );
  }

  get faults(): ActiveFault[] {
    return [...this.#patients.values()].flatMap((patient) => patient.faults);
  }

  /** @throws EngineError `invalid-fault` */
  async take(request: FaultRequest): Promise<ActiveFault[]> {
    const { validator, kind, delayMs = 0, loss = 0, forMs } = request;
    const patient = this.#patients.get(validator);
    const refuse = (why: string): never => {
      throw new EngineError('invalid-fault', why);
    };
    if (!patient) return refuse(`there is no validator ${validator}: ${[...this.#patients.keys()].join(', ')}`);
    if (forMs !== undefined && !(forMs >= 1 && forMs < 2 ** 31)) return refuse('a fault lasts 1 ms to 24 days');
    if (kind === 'delay' && !(delayMs >= 1 && delayMs <= 60_000)) return refuse('a delay is 1 ms to 60 s');
    if (kind === 'loss' && !(loss > 0 && loss < 1)) return refuse('a loss is above 0 and below 1');
    await patient.take(request);
    return this.faults;
  }

  /** Nothing ends by itself any more; resolves when nothing is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#patients.values()].map((patient) => patient.forget()));
  }
}
