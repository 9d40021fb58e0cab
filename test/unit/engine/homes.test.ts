import { expect, test } from 'vitest';
import { snapshotIntervalFor } from '../../../src/engine/network/homes.ts';

test.each([
  ['instant', 300],
  [{ everyMs: 100 }, 100],
  [{ everyMs: 1_000 }, 10],
  [{ everyMs: 60_000 }, 2],
] as const)('with blocks %j a validator takes a snapshot every %i of them', (blockTime, interval) => {
  expect(snapshotIntervalFor(blockTime)).toBe(interval);
});
