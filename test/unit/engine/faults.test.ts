import { describe, expect, it, vi } from 'vitest';
import { FaultDesk } from '../../../src/engine/faults/desk.ts';
import type { ValidatorDriver, Ways } from '../../../src/engine/network/driver.ts';

/** Writes down what is done to the validators and the ways between them. */
function network(count = 2) {
  const done: string[] = [];
  const drivers = Array.from({ length: count }, (_, i): ValidatorDriver => {
    const note = (what: string) => async () => void done.push(`${what} ${i}`);
    return {
      moniker: `validator-${i}`,
      address: '',
      pubKey: new Uint8Array(32),
      rpcUrl: '',
      api: { grpc: '', rest: '' },
      start: note('start'),
      stop: note('stop'),
      kill: note('kill'),
      pause: note('pause'),
      resume: note('resume'),
      faults: () => [],
      waitsFor: async () => '',
    };
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
      expect(done).toEqual(['disconnect 1', 'reconnect 1', 'pause 1']);
    } finally {
      vi.useRealTimers();
    }
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
