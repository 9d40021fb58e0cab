import { EngineError, type FaultRequest, type FaultResult, type Trouble } from '../engine.ts';
import type { ValidatorDriver, Ways } from '../network/driver.ts';
import { Patient } from './patient.ts';

/** Takes requests for faults on the validators of a network. */
export class FaultDesk {
  readonly #patients: ReadonlyMap<string, Patient>;
  readonly #ways: Ways;

  /** @param onError told of what fails when a fault ends by itself. */
  constructor(drivers: readonly ValidatorDriver[], ways: Ways, onError: (error: unknown) => void) {
    this.#ways = ways;
    this.#patients = new Map(
      drivers.map((driver, place) => [driver.moniker, new Patient(driver, ways, place, onError)]),
    );
  }

  /** What was done to any validator and lasts, and what is down by itself. */
  get faults(): Trouble[] {
    const troubles = [...this.#patients.values()].flatMap((patient) => patient.troubles);
    const why = this.#ways.down ?? null;
    return why === null ? troubles : [...troubles, { validator: 'relay', kind: 'crash', until: null, why }];
  }

  /** @throws EngineError `invalid-fault`, `start-failed`, `stopped` */
  async take(request: FaultRequest): Promise<FaultResult> {
    const { validator, kind, delayMs = 0, loss = 0, forMs } = request;
    const patient = this.#patients.get(validator);
    const refuse = (why: string): never => {
      throw new EngineError('invalid-fault', why);
    };
    if (!patient) return refuse(`there is no validator ${validator}: ${[...this.#patients.keys()].join(', ')}`);
    if (forMs !== undefined && !(forMs >= 1 && forMs < 2 ** 31)) return refuse('a fault lasts 1 ms to 24 days');
    if (kind === 'delay' && !(delayMs >= 1 && delayMs <= 60_000)) return refuse('a delay is 1 ms to 60 s');
    if (kind === 'loss' && !(loss > 0 && loss < 1)) return refuse('a loss is above 0 and below 1');
    const lacks = await patient.take(request);
    return { faults: this.faults, ...(lacks !== undefined && { lacks }) };
  }

  /**
   * Nothing is taken and nothing ends by itself any more. Every validator is stopped, each as soon as what was under way
   * with it is over; resolves when all are.
   */
  async close(): Promise<void> {
    await Promise.all([...this.#patients.values()].map((patient) => patient.close()));
  }
}
