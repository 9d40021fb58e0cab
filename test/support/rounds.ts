/** How many rounds a test of random instants plays: the full count at night. */
export const rounds = (usual: number, nightly: number): number =>
  process.env.ALLOKIT_NIGHTLY === '1' ? nightly : usual;

/** Numbers in [0, 1) that follow from a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
