import type { Dec } from '../decimal/index.ts';

/**
 * The newest `limit` scores of a history whose epochs come newest first; within an epoch the order of storage
 * counts (docs/spec/emissions.md §10.5). What the deviation of §11.3 is taken over.
 */
export function latestScores(epochs: Iterable<readonly Dec[]>, limit: number): Dec[] {
  const taken: Dec[] = [];
  for (const scores of epochs) {
    if (taken.length >= limit) break;
    taken.push(...scores.slice(0, limit - taken.length));
  }
  return taken;
}
