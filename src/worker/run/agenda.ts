import type { ActorWindow } from './window.ts';

/** How the work on a nonce ended. */
export type Ending = 'submitted' | 'already' | 'skipped' | 'missed';

/** A nonce that is not settled yet. */
export interface Task {
  readonly window: ActorWindow;
  /** How often it was worked on. */
  readonly attempts: number;
  /** What went wrong last; null before anything did. */
  readonly fault: string | null;
}

interface Entry extends Task {
  attempts: number;
  fault: string | null;
  working: boolean;
  /** When it is tried again: at this time, or at this height where that comes first. */
  again: { at: number; height: bigint };
}

/** Pauses between attempts: the first, and the longest. Milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;
/** How many settled nonces are remembered. */
const REMEMBERED = 1_000;

/**
 * What an actor has to do: the open nonces of its topic and how far each is. One at a time and the oldest first, because the
 * chain takes no answer to a nonce before one that it has (`docs/spec/emissions.md` §7.2).
 */
export class Agenda {
  readonly #open = new Map<bigint, Entry>();
  readonly #settled = new Set<bigint>();
  #height = 0n;

  /** The latest height that is known. */
  get height(): bigint {
    return this.#height;
  }

  /** Learns of a nonce; true where it is new. */
  add(window: ActorWindow): boolean {
    if (this.#settled.has(window.nonce) || this.#open.has(window.nonce)) return false;
    this.#open.set(window.nonce, {
      window,
      attempts: 0,
      fault: null,
      working: false,
      again: { at: 0, height: 0n },
    });
    return true;
  }

  /** Learns of a height. Returns what can no longer be answered: nonces that were missed, and whether one is being worked on. */
  reached(height: bigint): { missed: Task[]; workingTooLate: boolean } {
    if (height > this.#height) this.#height = height;
    const late = [...this.#open.values()].filter(({ window }) => this.#isOver(window));
    const missed = late.filter(({ working }) => !working);
    for (const { window } of missed) this.#settle(window.nonce);
    return { missed, workingTooLate: late.length > missed.length };
  }

  /** The chain was taken back: what lay above its new height has not happened. */
  rewound(height: bigint): void {
    this.#height = height;
    for (const nonce of this.#open.keys())
      if (nonce > height && !this.#open.get(nonce)?.working) this.#open.delete(nonce);
    for (const nonce of this.#settled) if (nonce > height) this.#settled.delete(nonce);
  }

  /** The nonce to work on now; from then on it is being worked on. */
  take(now: number): Task | undefined {
    const entries = [...this.#open.values()];
    if (entries.some(({ working }) => working)) return undefined;
    const oldest = this.#oldest();
    if (!oldest || (now < oldest.again.at && this.#height < oldest.again.height)) return undefined;
    oldest.working = true;
    oldest.attempts += 1;
    return oldest;
  }

  /** Milliseconds until something is to be tried again; undefined where only a block or an event brings work. */
  wait(now: number): number | undefined {
    const oldest = this.#oldest();
    return oldest && !oldest.working ? Math.max(0, oldest.again.at - now) : undefined;
  }

  /**
   * Puts a nonce back, to be tried again after a pause that doubles, or when half of what is left of the window has passed.
   * Returns the task where its window is over, so that it was missed.
   */
  putBack(nonce: bigint, now: number, fault: string): Task | undefined {
    const entry = this.#open.get(nonce);
    if (!entry) return undefined;
    entry.working = false;
    entry.fault = fault;
    if (this.#isOver(entry.window)) {
      this.#settle(nonce);
      return entry;
    }
    const pause = Math.min(FIRST_PAUSE * 2 ** (entry.attempts - 1), LONGEST_PAUSE);
    const half = (entry.window.end - this.#height) / 2n;
    entry.again = { at: now + pause, height: this.#height + (half > 0n ? half : 1n) };
    return undefined;
  }

  /** A nonce is done with. */
  settle(nonce: bigint): void {
    this.#settle(nonce);
  }

  #settle(nonce: bigint): void {
    this.#open.delete(nonce);
    this.#settled.add(nonce);
    if (this.#settled.size > REMEMBERED) this.#settled.delete(this.#settled.values().next().value as bigint);
  }

  /** A transaction in the next block would come too late. */
  #isOver({ end }: ActorWindow): boolean {
    return this.#height >= end;
  }

  #oldest(): Entry | undefined {
    return [...this.#open.values()]
      .filter(({ window }) => window.opens <= this.#height && !this.#isOver(window))
      .sort((a, b) => Number(a.window.nonce - b.window.nonce))[0];
  }
}
