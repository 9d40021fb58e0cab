import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience } from '../../../src/devnet/patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function begin() {
  const over: number[] = [];
  return { over, patience: new Patience((silent) => over.push(silent)) };
}

test('a build is waited for as long as it says something', () => {
  const { over, patience } = begin();
  for (let line = 1; line <= 20; line += 1) {
    patience.told({ step: 'image', detail: `line ${line}` });
    vi.advanceTimersByTime(300_000);
  }
  patience.told({ step: 'ports' });
  vi.advanceTimersByTime(59_999);
  expect(over).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(over).toEqual([60_000]);
});

test('what a validator says again is no progress, and what ended is not waited for', () => {
  const { over, patience } = begin();
  for (let second = 0; second < 60; second += 1) {
    patience.told({ validator: 'validator-0', state: 'waits', detail: 'there is no block yet' });
    vi.advanceTimersByTime(1_000);
  }
  expect(over).toEqual([60_000]);
  const ended = begin();
  ended.patience.end();
  vi.advanceTimersByTime(60_000);
  expect(ended.over).toEqual([]);
});
