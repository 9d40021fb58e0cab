import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { paths } from '../home/paths.ts';

/** What CometBFT 0.38 says, again and again, when it was killed between its state sync and its first block. */
const BETWEEN = /^panic: state \(\d+\) and store \(0\) height mismatch/;

/** What CometBFT keeps of a chain; what its key has signed is not among it. */
const DATA = ['state.db', 'blockstore.db', 'cs.wal', 'evidence.db', 'tx_index.db'];

/**
 * Repairs what keeps CometBFT from starting, where it is known and nothing can be lost by it. After its state sync it has
 * a state and no block; killed then, it does not start any more: with its data removed, it syncs anew.
 * @param lines what it printed before it ended
 * @returns what was done, for people; undefined where there was nothing to do
 */
export function mendComet(home: string, lines: readonly string[]): string | undefined {
  if (!lines.some((line) => BETWEEN.test(line))) return undefined;
  const data = dirname(paths(home).validatorState);
  for (const name of DATA) rmSync(join(data, name), { recursive: true, force: true });
  return 'it was killed between its state sync and its first block: it syncs anew';
}
