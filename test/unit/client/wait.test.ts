import { expect, test, vi } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { waitUntil } from '../../../src/client/wait.ts';

/** A network whose height is the next of these every time it is asked; it stays at the last, and a text is an error of that kind. */
function network(...heights: (bigint | 'unreachable' | 'bad-answer' | 'rpc')[]): AlloraClient {
  const client = {
    within: () => client,
    height: async () => {
      const next = heights.length > 1 ? heights.shift() : heights[0];
      if (typeof next !== 'bigint') throw new ClientError(next as 'rpc', 'no');
      return next;
    },
  } as unknown as AlloraClient;
  return client;
}

test('looks once at every height, and through an outage', async () => {
  const seen: bigint[] = [];
  const found = await waitUntil(
    network(4n, 4n, 'unreachable', 5n, 'bad-answer', 7n),
    { what: 'it' },
    async (height) => {
      seen.push(height);
      return height === 7n ? 'there' : undefined;
    },
  );
  expect([found, seen]).toEqual(['there', [4n, 5n, 7n]]);
});

test('tells a limit of time from a network that stands still', async () => {
  const never = async () => undefined;
  const waited = waitUntil(network(4n), { what: 'block 9', timeoutMs: 1 }, never);
  await expect(waited).rejects.toMatchObject({ kind: 'waited', message: expect.stringContaining('block 9') });
  const stalled = waitUntil(network(4n), { what: 'block 9', stallMs: 1 }, never);
  await expect(stalled).rejects.toMatchObject({ kind: 'stalled', message: expect.stringContaining('height is 4') });
  const dead = waitUntil(network('unreachable'), { what: 'block 9', stallMs: 1 }, never);
  await expect(dead).rejects.toMatchObject({ kind: 'stalled', message: expect.stringContaining('?') });
});

test('what the network refuses, and an interrupt, end it', async () => {
  const never = async () => undefined;
  await expect(waitUntil(network('rpc'), { what: 'it' }, never)).rejects.toMatchObject({ kind: 'rpc' });
  const signal = AbortSignal.abort();
  await expect(waitUntil(network(1n), { what: 'it', signal }, never)).rejects.toMatchObject({ name: 'AbortError' });
});

test('a height that could not be looked at is looked at again, though no other block comes', async () => {
  let looks = 0;
  const found = await waitUntil(network(4n), { what: 'it' }, async (height) => {
    looks += 1;
    if (looks === 1) throw new ClientError('unreachable', 'no');
    return height;
  });
  expect([found, looks]).toEqual([4n, 2]);
});

test('blocks that come while something is looked at are progress', async () => {
  let height = 0n;
  const many = { within: () => many, height: async () => (height += 1n) } as unknown as AlloraClient;
  const long = Promise.withResolvers<string>();
  vi.useFakeTimers();
  try {
    const found = waitUntil(many, { what: 'it', stallMs: 1_000 }, () => long.promise);
    await vi.advanceTimersByTimeAsync(10_000);
    long.resolve('there');
    expect(await found).toBe('there');
  } finally {
    vi.useRealTimers();
  }
});

test.each(['waited', 'stalled'] as const)('a limit ends what is under way: %s', async (kind) => {
  const limit = kind === 'waited' ? { timeoutMs: 1 } : { stallMs: 1 };
  const never = Promise.withResolvers<bigint>().promise;
  const silent = { within: () => silent, height: () => never } as unknown as AlloraClient;
  await expect(waitUntil(silent, { what: 'it', ...limit }, () => never)).rejects.toMatchObject({ kind });
  await expect(waitUntil(network(4n), { what: 'it', timeoutMs: 1 }, () => never)).rejects.toMatchObject({
    kind: 'waited',
  });
});
