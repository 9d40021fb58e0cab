import type { Container } from 'dockerode';
import { expect, test, vi } from 'vitest';
import { Keeper } from '../../../src/engine/docker/keeper.ts';

/** A container that ends when told, and how its starts go. */
function kept(starts: (Error | undefined)[] = [], attempts?: number) {
  const told: string[] = [];
  let end = Promise.withResolvers<{ StatusCode: number }>();
  const counted = { starts: 0 };
  const container = {
    wait: () => end.promise,
    inspect: async () => ({ State: { Running: false, OOMKilled: false, Error: '', ExitCode: 137 } }),
  } as unknown as Container;
  const note = (_: object, message: string) => void told.push(message);
  const lost = vi.fn();
  const keeper = new Keeper({
    container,
    name: 'validator-1',
    log: { debug: note, info: note, warn: note, error: note },
    async start() {
      const failure = starts[counted.starts++];
      if (failure) throw failure;
      end = Promise.withResolvers();
    },
    onLost: lost,
    ...(attempts !== undefined && { attempts }),
  });
  return { keeper, told, counted, lost, end: () => end.resolve({ StatusCode: 137 }) };
}

test('a container that ends by itself is told of, and started again', async () => {
  const { keeper, told, counted, end } = kept();
  await keeper.run();
  end();
  await vi.waitFor(() => expect(keeper.down).toBe('its container has ended (code 137)'));
  await vi.waitFor(() => expect(counted.starts).toBe(2));
  await vi.waitFor(() => expect(keeper.down).toBeNull());
  expect(told).toEqual(['its container has ended (code 137); starts again in 100 ms', 'its container runs again']);
  await keeper.release();
});

test('the pause grows while it does not start, and one that nobody wants any more is left', async () => {
  const { keeper, told, counted, end } = kept([undefined, new Error('no room'), new Error('no room')]);
  await keeper.run();
  end();
  await vi.waitFor(() => expect(counted.starts).toBe(3));
  await vi.waitFor(() => expect(told).toHaveLength(3));
  expect(told.slice(1)).toEqual([
    'its container does not start: no room; starts again in 200 ms',
    'its container does not start: no room; starts again in 400 ms',
  ]);
  await keeper.release();
  expect([keeper.down, counted.starts]).toEqual([null, 3]);
});

test('one that ends where it was released is not started again', async () => {
  const { keeper, told, counted, end } = kept();
  await keeper.run();
  const released = keeper.release();
  end();
  await released;
  expect([told, counted.starts]).toEqual([[], 1]);
});

test.each<[string, Error, number | undefined]>([
  [
    'was removed',
    Object.assign(new Error('(HTTP code 404) none - no such\r\n container \r\n'), { statusCode: 404 }),
    undefined,
  ],
  ['does not start so often', new Error('no such container'), 1],
])('one that %s is given up, loudly', async (_, failure, attempts) => {
  const { keeper, told, lost, end } = kept([undefined, failure], attempts);
  await keeper.run();
  end();
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
  expect(told.at(-1)).toBe('its container does not start: no such container; it is not started again');
  expect(keeper.down).toBe('its container does not start: no such container');
  await keeper.release();
});
