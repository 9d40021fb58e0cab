import type { Container } from 'dockerode';
import { expect, test } from 'vitest';
import { startContainer } from '../../../src/engine/docker/client.ts';

/** A container whose first starts fail as Docker says it. */
function container(...failures: { statusCode: number; json?: { message: string } }[]): { starts: number } & Container {
  const made = {
    starts: 0,
    async start() {
      const failure = failures[made.starts++];
      if (failure) throw Object.assign(new Error('HTTP code'), failure);
    },
  };
  return made as unknown as { starts: number } & Container;
}

const taken = {
  statusCode: 500,
  json: { message: 'failed to bind host port 127.0.0.1:26657/tcp: address already in use' },
};

test('a port that is taken for a moment is tried again', async () => {
  const late = container(taken, taken);
  await startContainer(late);
  expect(late.starts).toBe(3);
});

test('one that stays taken is told, and any other failure at once', async () => {
  await expect(startContainer(container(...Array.from({ length: 20 }, () => taken)))).rejects.toMatchObject(taken);
  const broken = container({ statusCode: 400, json: { message: 'no command specified' } });
  await expect(startContainer(broken)).rejects.toMatchObject({ statusCode: 400 });
  expect(broken.starts).toBe(1);
});

test('one that runs already is no failure', async () => {
  await expect(startContainer(container({ statusCode: 304 }))).resolves.toBeUndefined();
});
