import { expect, test } from 'vitest';
import { Agenda } from '../../../../src/worker/run/agenda.ts';

const window = (nonce: bigint, length = 10n) => ({ nonce, opens: nonce, end: nonce + length });

test('takes the oldest nonce first, and one at a time', () => {
  const agenda = new Agenda();
  agenda.reached(25n);
  agenda.add(window(24n));
  agenda.add(window(20n));
  expect(agenda.take(0)?.window.nonce).toBe(20n);
  expect(agenda.take(0)).toBeUndefined();
  agenda.settle(20n);
  expect(agenda.take(0)?.window.nonce).toBe(24n);
});

test('knows a nonce once, also when it is done with', () => {
  const agenda = new Agenda();
  agenda.reached(20n);
  expect(agenda.add(window(20n))).toBe(true);
  expect(agenda.add(window(20n))).toBe(false);
  agenda.settle(20n);
  expect(agenda.add(window(20n))).toBe(false);
  expect(agenda.take(0)).toBeUndefined();
});

test('waits for a window that opens later', () => {
  const agenda = new Agenda();
  agenda.add({ nonce: 20n, opens: 32n, end: 44n });
  agenda.reached(31n);
  expect(agenda.take(0)).toBeUndefined();
  expect(agenda.wait(0)).toBeUndefined();
  agenda.reached(32n);
  expect(agenda.take(0)?.window.nonce).toBe(20n);
});

test('tries again after pauses that double, and the more eagerly the nearer the end is', () => {
  const agenda = new Agenda();
  agenda.add(window(100n, 1_000n));
  agenda.reached(100n);
  agenda.take(0);
  agenda.putBack(100n, 0, 'no');
  expect(agenda.wait(0)).toBe(250);
  expect(agenda.take(249)).toBeUndefined();
  expect(agenda.take(250)?.attempts).toBe(2);
  agenda.putBack(100n, 250, 'no');
  expect(agenda.wait(250)).toBe(500);
  // Half of what was left has passed.
  agenda.reached(600n);
  expect(agenda.take(251)).toMatchObject({ attempts: 3, fault: 'no' });
});

test('says what was missed, with what went wrong last', () => {
  const agenda = new Agenda();
  agenda.add(window(20n));
  agenda.reached(21n);
  agenda.take(0);
  expect(agenda.putBack(20n, 0, 'it broke')).toBeUndefined();
  expect(agenda.reached(29n).missed).toEqual([]);
  // A transaction in block 31 would be too late.
  expect(agenda.reached(30n).missed).toMatchObject([{ window: { nonce: 20n }, fault: 'it broke' }]);
  expect(agenda.reached(31n).missed).toEqual([]);
});

test('what is being worked on is only too late, and missed when it is put back', () => {
  const agenda = new Agenda();
  agenda.add(window(20n));
  agenda.reached(20n);
  agenda.take(0);
  expect(agenda.reached(30n)).toEqual({ missed: [], workingTooLate: true });
  expect(agenda.putBack(20n, 0, 'too slow')).toMatchObject({ window: { nonce: 20n }, fault: 'too slow' });
});

test('forgets what a chain that was taken back has not seen', () => {
  const agenda = new Agenda();
  agenda.reached(30n);
  for (const nonce of [20n, 30n]) {
    agenda.add(window(nonce));
    agenda.settle(nonce);
  }
  agenda.rewound(25n);
  expect(agenda.height).toBe(25n);
  expect(agenda.add(window(20n))).toBe(false);
  expect(agenda.add(window(30n))).toBe(true);
});
