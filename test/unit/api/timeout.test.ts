import { expect, it } from 'vitest';
import { timeoutOf } from '../../../src/api/grpc/stream.ts';

it.each([
  ['5S', 5_000],
  ['20m', 20],
  ['1000000n', 1],
  ['0S', 0],
  // More than a timer takes, which would then be over at once.
  ['99999999H', 2 ** 31 - 1],
])('reads the time %s of a call', (text, milliseconds) => {
  expect(timeoutOf({ 'grpc-timeout': text })).toBeCloseTo(milliseconds);
});

it.each(['', '5', 'S', '-1S', '1.5S', '999999999S', '1 S'])('refuses %s as a time', (text) => {
  expect(() => timeoutOf({ 'grpc-timeout': text })).toThrow(/not a time/);
});

it('takes none where none is given', () => {
  expect(timeoutOf({})).toBeUndefined();
});
