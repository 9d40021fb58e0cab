import { expect, test } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { waitUntil } from '../../../src/client/wait.ts';

/** A network whose height is the next of these every time it is asked; it stays at the last, and a text is an error of that kind. */
function network(...heights: (bigint | 'unreachable' | 'rpc')[]): AlloraClient {
  return {
    height: async () => {
      const next = heights.length > 1 ? heights.shift() : heights[0];
      if (typeof next !== 'bigint') throw new ClientError(next as 'rpc', 'no');
      return next;
    },
  } as unknown as AlloraClient;
}

test('looks once at every height, and through an outage', async () => {
  const seen: bigint[] = [];
  const found = await waitUntil(network(4n, 4n, 'unreachable', 5n, 7n), { what: 'it' }, async (height) => {
    seen.push(height);
    return height === 7n ? 'there' : undefined;
  });
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
