import type { StartStep } from './daemon/messages.ts';

/** Longest that a start may go without a step that is a new one. */
const SILENT_MS = 60_000;
/** The same while Docker makes the image: a step of a build may say nothing for minutes. */
const SILENT_IMAGE_MS = 600_000;

/** How long a start is waited for: as long as it makes progress. */
export class Patience {
  readonly #over: (silentMs: number) => void;
  readonly #stands = new Map<string, string>();
  #limit = SILENT_MS;
  #timer: NodeJS.Timeout;

  /** @param over called once nothing new was told for so many milliseconds */
  constructor(over: (silentMs: number) => void) {
    this.#over = over;
    this.#timer = this.#wait();
  }

  /** A step was told. How a validator stands, said once more, is no progress. */
  told(step: StartStep): void {
    if ('validator' in step) {
      const stands = `${step.state} ${step.detail ?? ''}`;
      if (this.#stands.get(step.validator) === stands) return;
      this.#stands.set(step.validator, stands);
    } else this.#limit = step.step === 'image' ? SILENT_IMAGE_MS : SILENT_MS;
    clearTimeout(this.#timer);
    this.#timer = this.#wait();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#over(this.#limit), this.#limit);
  }
}
