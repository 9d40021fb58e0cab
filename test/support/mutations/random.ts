/** With the same seed the same mutations come again; it is printed with whatever they find. */
export const SEED = Number(process.env.ALLOKIT_SEED ?? 20_260_101);

/** Equally distributed integers from 0 to below a bound. */
export type Pick = (bound: number) => number;

/** Numbers that follow from a seed (mulberry32). */
export function randomness(seed: number): Pick {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

export const oneOf = <T>(pick: Pick, list: readonly T[]): T => list[pick(list.length)] as T;

/** So many things, each made by a function. */
export const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
