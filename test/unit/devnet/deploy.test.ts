import { expect, test } from 'vitest';
import { objectNames } from '../../../src/devnet/deploy/kubernetes.ts';

test('what a cluster would not take as a name is made into one, for each devnet another', () => {
  expect(objectNames('second')('genesis')).toBe('second-genesis');
  const names = ['A', 'a', 'a.b', 'a_b', '0', 'x'.repeat(63), '-'].map((devnet) => objectNames(devnet)('validator-99'));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^(?!.{64})[a-z]([a-z0-9-]*[a-z0-9])$/);
});
