import type { BlockTime } from '../engine.ts';

const MILLISECOND = 1_000_000n;
const SECOND = 1_000_000_000n;

/**
 * Where block times come from (docs/architecture.md): the system's clock plus an offset that only grows, unless the chain
 * goes back, at least 1 ms after the block before. In `manual` mode there is no clock: every time follows from genesis
 * and the commands given.
 */
export class BlockClock {
  readonly #now: (() => bigint) | undefined;
  #offset = 0n;

  constructor(mode: BlockTime, now: () => bigint) {
    this.#now = mode === 'manual' ? undefined : now;
  }

  /** Nanoseconds by which block time runs ahead of the clock. */
  get offset(): bigint {
    return this.#offset;
  }

  /** Takes up the offset that a chain was left with. */
  resume(offset: bigint): void {
    this.#offset = offset;
  }

  /** Lets time go on from the time of a block that the chain went back to. */
  goOnFrom(time: bigint): void {
    if (this.#now !== undefined) this.#offset = time - this.#now();
  }

  /** The time of a block that comes by itself after one of time `previous`. */
  natural(previous: bigint): bigint {
    if (this.#now === undefined) return previous + SECOND;
    const time = this.#now() + this.#offset;
    const earliest = previous + MILLISECOND;
    return time > earliest ? time : earliest;
  }

  /** The time of a block that `advance` asks for: one second after `previous`, the offset following. */
  second(previous: bigint): bigint {
    const time = previous + SECOND;
    if (this.#now !== undefined) {
      const needed = time - this.#now();
      if (needed > this.#offset) this.#offset = needed;
    }
    return time;
  }

  /** Moves the time forward by `by` nanoseconds and gives the time of the block that shows it. */
  forward(previous: bigint, by: bigint): bigint {
    if (this.#now === undefined) return previous + by;
    this.#offset += by;
    const time = this.natural(previous);
    const promised = previous + by;
    if (time >= promised) return time;
    this.#offset += promised - time;
    return promised;
  }
}
