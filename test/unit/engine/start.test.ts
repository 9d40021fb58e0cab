import { describe, expect, it, vi } from 'vitest';
import type { ValidatorDriver } from '../../../src/engine/network/driver.ts';
import { startAll } from '../../../src/engine/network/start.ts';
import { fakeDriver } from '../../support/fake-driver.ts';

/** A validator that is ready when told, and what is done to it. */
function validator(moniker: string, own: Partial<ValidatorDriver> = {}) {
  const ready = Promise.withResolvers<void>();
  const done: string[] = [];
  const driver = fakeDriver(moniker, {
    ready: () => ready.promise,
    kill: async () => void done.push('killed'),
    faults: () => [`${moniker} is broken`],
    standing: async () => ({ lacks: 'there is no block yet', height: 0, catchingUp: false }),
    ...own,
  });
  return { driver, ready, done };
}

function progress() {
  const told: string[] = [];
  return {
    told,
    progress: {
      step: (name: string) => void told.push(name),
      validator: (moniker: string, state: string, detail?: string) =>
        void told.push([moniker, state, detail].filter(Boolean).join(' ')),
    },
  };
}

describe('a start of all validators', () => {
  it('tells which are ready, and what the others wait for', async () => {
    vi.useFakeTimers();
    try {
      const [one, two] = [validator('a'), validator('b')];
      const { told, progress: tell } = progress();
      const started = startAll([one.driver, two.driver], { progress: tell });
      one.ready.resolve();
      await vi.advanceTimersByTimeAsync(1_000);
      two.ready.resolve();
      await started;
      expect(told).toEqual([
        'validators',
        'a starts',
        'b starts',
        'a ready',
        'b waits there is no block yet',
        'b ready',
      ]);
      expect([...one.done, ...two.done]).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up after a while, says why, and leaves nobody', async () => {
    vi.useFakeTimers();
    try {
      const [one, two] = [validator('a'), validator('b')];
      const failed = expect(startAll([one.driver, two.driver], {})).rejects.toMatchObject({
        code: 'start-timeout',
        message: 'not every validator is ready, and none came closer for 45 s: b: there is no block yet (b is broken)',
      });
      one.ready.resolve();
      await vi.advanceTimersByTimeAsync(47_000);
      await failed;
      expect([...one.done, ...two.done]).toEqual(['killed', 'killed']);
    } finally {
      vi.useRealTimers();
    }
  });

  /** Four of the same power, of whom so many are ready; the others catch up, a block a second where they come closer. */
  function behind(ready: number, { closer }: { closer: boolean }) {
    let height = 100;
    const standing = async () => {
      if (closer) height += 1;
      return { lacks: `it is catching up, at height ${height}`, height, catchingUp: true };
    };
    const all = ['a', 'b', 'c', 'd'].map((moniker, i) => validator(moniker, i < ready ? {} : { standing }));
    for (const one of all.slice(0, ready)) one.ready.resolve();
    const powers = async () => new Map(all.map(({ driver }) => [driver.address, 100n]));
    return { all, drivers: all.map(({ driver }) => driver), powers };
  }

  it('does not wait for one that catches up while the others make blocks', async () => {
    vi.useFakeTimers();
    try {
      const { drivers, all, powers } = behind(3, { closer: false });
      const { told, progress: tell } = progress();
      const started = startAll(drivers, { progress: tell, powers });
      await vi.advanceTimersByTimeAsync(6_000);
      await started;
      expect(told.at(-1)).toBe('d behind it is catching up, at height 100');
      expect(all.flatMap(({ done }) => done)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits without a quorum for as long as anybody comes closer, and no longer', async () => {
    vi.useFakeTimers();
    try {
      const { drivers, all, powers } = behind(2, { closer: true });
      let over = false;
      const started = startAll(drivers, { powers }).then(() => {
        over = true;
      });
      await vi.advanceTimersByTimeAsync(300_000);
      expect(over).toBe(false);
      for (const one of all) one.ready.resolve();
      await started;
      const stuck = behind(2, { closer: false });
      const failed = expect(startAll(stuck.drivers, { powers: stuck.powers })).rejects.toMatchObject({
        code: 'start-timeout',
      });
      await vi.advanceTimersByTimeAsync(48_000);
      await failed;
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends with the first that fails, and when it is told to', async () => {
    const [one, two] = [validator('a'), validator('b')];
    const failed = expect(startAll([one.driver, two.driver], {})).rejects.toThrow('no');
    two.ready.reject(new Error('no'));
    await failed;
    expect(one.done).toEqual(['killed']);
    const three = validator('c');
    const ending = new AbortController();
    const ended = expect(startAll([three.driver], { signal: ending.signal })).rejects.toThrow('enough');
    ending.abort(new Error('enough'));
    await ended;
    expect(three.done).toEqual(['killed']);
  });
});
