import { describe, expect, it, vi } from 'vitest';
import type { ValidatorDriver } from '../../../src/engine/network/driver.ts';
import { startAll } from '../../../src/engine/network/start.ts';

const nothing = async () => undefined;

/** A validator that is ready when told, and what is done to it. */
function validator(moniker: string) {
  const ready = Promise.withResolvers<void>();
  const done: string[] = [];
  const driver: ValidatorDriver = {
    moniker,
    address: '',
    pubKey: new Uint8Array(32),
    rpcUrl: '',
    api: { grpc: '', rest: '' },
    start: () => ready.promise,
    stop: nothing,
    kill: async () => void done.push('killed'),
    pause: nothing,
    resume: nothing,
    faults: () => [`${moniker} is broken`],
    waitsFor: async () => 'there is no block yet',
  };
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
        message: 'not every validator has a block after 45 s: b: there is no block yet (b is broken)',
      });
      one.ready.resolve();
      await vi.advanceTimersByTimeAsync(45_000);
      await failed;
      expect([...one.done, ...two.done]).toEqual(['killed', 'killed']);
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
