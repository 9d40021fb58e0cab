import { seeded } from '../../../support/rounds.ts';
import { type Actor, actors } from '../workbench.ts';

export type { Actor };

const all = actors('history', 30);
const part = (from: number, to: number): readonly Actor[] => all.slice(from, to);

/** The thirty actors of every history. `poor` has coins for a transaction or two. */
export const cast = {
  all,
  admin: all[0] as Actor,
  creators: part(1, 3),
  workers: part(3, 17),
  reputers: part(17, 23),
  delegators: part(23, 27),
  strangers: part(27, 30),
  relayer: all[27] as Actor,
  poor: all[29] as Actor,
};

/** Who is behind an address. */
export const actorOf: ReadonlyMap<string, Actor> = new Map(all.map((actor) => [actor.address, actor]));

/** Choices that follow from a seed alone. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seeded(seed * 7919 + 13);
    for (let i = 0; i < 5; i++) this.#next();
  }

  /** Below 1. */
  real(): number {
    return this.#next();
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[Math.floor(this.#next() * list.length)] as T;
  }

  /** Some of a list, in its order. */
  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.chance(probability));
  }
}
