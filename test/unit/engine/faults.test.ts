import { describe, expect, it, vi } from 'vitest';
import { FaultDesk } from '../../../src/engine/faults/desk.ts';
import type { ValidatorDriver, Ways } from '../../../src/engine/network/driver.ts';
import { fakeDriver } from '../../support/fake-driver.ts';

/** Writes down what is done to the validators and the ways between them. */
function network(own: Partial<ValidatorDriver> = {}) {
  const done: string[] = [];
  const drivers = Array.from({ length: 2 }, (_, i) => {
    const note = (what: string) => async () => void done.push(`${what} ${i}`);
    const noted = { start: note('start'), stop: note('stop'), kill: note('kill') };
    return fakeDriver(`validator-${i}`, { ...noted, pause: note('pause'), resume: note('resume'), ...own });
  });
  const ways: Ways = {
    setWeather: (peer, { delayMs, loss }) => void done.push(`weather ${peer} ${delayMs} ${loss}`),
    disconnect: (peer) => void done.push(`disconnect ${peer}`),
    reconnect: (peer) => void done.push(`reconnect ${peer}`),
    close: async () => undefined,
  };
  const errors: unknown[] = [];
  return { desk: new FaultDesk(drivers, ways, (error) => errors.push(error)), done, errors };
}

const validator = 'validator-1';

describe('the desk of faults', () => {
  it('kills once, and starts again on restart', async () => {
    const { desk, done } = network();
    await desk.take({ kind: 'kill', validator });
    await desk.take({ kind: 'kill', validator });
    expect(desk.faults).toEqual([{ validator, kind: 'kill', until: null }]);
    await desk.take({ kind: 'restart', validator });
    expect(done).toEqual(['kill 1', 'start 1']);
    expect(desk.faults).toEqual([]);
  });

  it('stops in order and starts what runs, or is paused, on restart', async () => {
    const { desk, done } = network();
    await desk.take({ kind: 'pause', validator });
    await desk.take({ kind: 'restart', validator });
    expect(done).toEqual(['pause 1', 'resume 1', 'stop 1', 'start 1']);
  });

  it('lays delay and loss over each other and takes each away alone', async () => {
    const { desk, done } = network();
    await desk.take({ kind: 'delay', validator, delayMs: 100 });
    await desk.take({ kind: 'loss', validator, loss: 0.2 });
    await desk.take({ kind: 'clear', validator });
    expect(done).toEqual(['weather 1 100 0', 'weather 1 100 0.2', 'weather 1 0 0.2', 'weather 1 0 0']);
  });

  it('ends a fault after its time', async () => {
    vi.useFakeTimers();
    try {
      const { desk, done } = network();
      await desk.take({ kind: 'disconnect', validator, forMs: 5_000 });
      expect(desk.faults[0]?.until).toBe(new Date(Date.now() + 5_000).toISOString());
      await vi.advanceTimersByTimeAsync(5_000);
      expect(done).toEqual(['disconnect 1', 'reconnect 1']);
      await desk.take({ kind: 'pause', validator, forMs: 1_000 });
      await desk.close();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(done).toEqual(['disconnect 1', 'reconnect 1', 'pause 1', 'stop 0', 'stop 1']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends a disconnect by itself, or when asked, while a validator that was started again waits for its peers', async () => {
    vi.useFakeTimers();
    try {
      const never = new Promise<void>(() => undefined);
      const lacks = 'it is catching up, at height 7';
      const { desk, done } = network({
        ready: () => never,
        standing: async () => ({ lacks, height: 7, catchingUp: true }),
      });
      await desk.take({ kind: 'disconnect', validator, forMs: 1_000 });
      const restarted = desk.take({ kind: 'restart', validator });
      await vi.advanceTimersByTimeAsync(1_000);
      expect(done).toEqual(['disconnect 1', 'stop 1', 'start 1', 'reconnect 1']);
      expect(desk.faults).toEqual([]);
      await vi.advanceTimersByTimeAsync(4_000);
      expect(await restarted).toEqual({ faults: [], lacks });
      await desk.take({ kind: 'disconnect', validator });
      const again = desk.take({ kind: 'restart', validator });
      expect(await desk.take({ kind: 'clear', validator })).toEqual({ faults: [] });
      expect((await again).lacks).toBe('something else was asked of it meanwhile');
    } finally {
      vi.useRealTimers();
    }
  });

  it('reconnects at once though another fault of the same validator cannot be ended, and still tells of that one', async () => {
    const { desk, done } = network({ start: () => Promise.reject(new Error('no port')) });
    await desk.take({ kind: 'disconnect', validator });
    await desk.take({ kind: 'kill', validator });
    await expect(desk.take({ kind: 'clear', validator })).rejects.toThrow('no port');
    expect(done).toEqual(['disconnect 1', 'kill 1', 'reconnect 1']);
    expect(desk.faults).toEqual([{ validator, kind: 'kill', until: null }]);
  });

  it('is closed at once whatever waits, stops everybody, and starts nobody afterwards', async () => {
    const never = new Promise<void>(() => undefined);
    const stopping = Promise.withResolvers<void>();
    const { desk, done } = network({ ready: () => never, stop: () => stopping.promise });
    await desk.take({ kind: 'kill', validator: 'validator-0' });
    const waits = desk.take({ kind: 'restart', validator: 'validator-0' });
    await vi.waitFor(() => expect(done).toEqual(['kill 0', 'start 0']));
    const restarts = desk.take({ kind: 'restart', validator });
    const late = desk.take({ kind: 'kill', validator });
    const refused = Promise.all([restarts, late].map((one) => expect(one).rejects.toMatchObject({ code: 'stopped' })));
    const closed = desk.close();
    stopping.resolve();
    await closed;
    await refused;
    expect((await waits).lacks).toBe('something else was asked of it meanwhile');
    expect(done).toEqual(['kill 0', 'start 0']);
    await expect(desk.take({ kind: 'restart', validator })).rejects.toMatchObject({ code: 'stopped' });
  });

  it('tells of what is down though nobody asked for it', () => {
    const drivers = [
      fakeDriver('validator-0'),
      fakeDriver('validator-1', { down: 'its container has ended (code 137)' }),
    ];
    const nothing = () => undefined;
    const ways = { setWeather: nothing, disconnect: nothing, reconnect: nothing, close: async () => undefined };
    const desk = new FaultDesk(drivers, { ...ways, down: 'gone' }, nothing);
    expect(desk.faults).toEqual([
      { validator, kind: 'crash', until: null, why: 'its container has ended (code 137)' },
      { validator: 'relay', kind: 'crash', until: null, why: 'gone' },
    ]);
  });

  it('refuses what makes no sense', async () => {
    const { desk, done } = network();
    const refused = (request: Parameters<FaultDesk['take']>[0]) =>
      expect(desk.take(request)).rejects.toMatchObject({ code: 'invalid-fault' });
    await refused({ kind: 'kill', validator: 'nobody' });
    await refused({ kind: 'delay', validator });
    await refused({ kind: 'loss', validator, loss: 1 });
    await refused({ kind: 'pause', validator, forMs: 0 });
    expect(done).toEqual([]);
    await desk.take({ kind: 'kill', validator });
    await refused({ kind: 'pause', validator });
  });
});
