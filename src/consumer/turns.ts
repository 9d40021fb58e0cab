import { Refusal } from './refusal.ts';

/** Lets so many things happen at a time; others wait for their turn, and too many of those are refused. */
export class Turns {
  readonly #most: number;
  readonly #waitingMost: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(most: number, waitingMost: number) {
    this.#most = most;
    this.#waitingMost = waitingMost;
  }

  /** @throws Refusal 503 where too many wait */
  async take<T>(act: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.#most) {
      if (this.#waiting.length >= this.#waitingMost) {
        throw new Refusal(503, 'too many requests wait for an answer', { 'Retry-After': '1' });
      }
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else this.#busy += 1;
    try {
      return await act();
    } finally {
      // Whoever waits takes over the place.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }
}
