const FIRST_MS = 100;
const LONGEST_MS = 10_000;
/** A part that ran this long is not one that crashes at its start, even if it made no block. */
const STEADY_MS = 10_000;

/** How long to wait before a part is started again: ever longer while it does not stay up. */
export class Backoff {
  #next = FIRST_MS;
  #started = performance.now();
  #restarts = 0;

  get restarts(): number {
    return this.#restarts;
  }

  started(): void {
    this.#started = performance.now();
  }

  /** A block was made: whatever crashes next is no crash at the start. */
  progressed(): void {
    this.#next = FIRST_MS;
  }

  /** It crashed: milliseconds to wait. */
  crashed(): number {
    this.#restarts += 1;
    if (performance.now() - this.#started > STEADY_MS) this.#next = FIRST_MS;
    const wait = this.#next;
    this.#next = Math.min(wait * 2, LONGEST_MS);
    return wait;
  }
}
