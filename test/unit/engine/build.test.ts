import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { connectDocker } from '../../../src/engine/docker/client.ts';
import { validatorImage } from '../../../src/engine/docker/image.ts';
import { root } from '../../e2e/allo.ts';

let server: Server;
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** A Docker that has no image, and says these lines of a build; the last one stays the last where it is not to end. */
async function docker(lines: readonly object[], ends = true) {
  server = createServer((request, response) => {
    request.resume();
    if (!request.url?.includes('/build')) return void response.end(request.url?.includes('_ping') ? 'OK' : '[]');
    for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
    if (ends) response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return connectDocker();
}

const registry = { from: 'registry', root, cometbft: () => Promise.reject(new Error('not needed')) } as const;

test('what a build says is told while it goes on, and how it fails', async () => {
  const told: string[] = [];
  const said = [{ stream: 'Step 1/12 : FROM golang\n' }, { status: 'Pulling fs layer' }, { stream: '\n' }];
  const onLine = (line: string) => void told.push(line);
  await validatorImage(await docker(said), { ...registry, onLine });
  expect(told).toEqual(['Step 1/12 : FROM golang', 'Pulling fs layer']);
});

test('a build that fails is told in its own words', async () => {
  const failing = validatorImage(await docker([{ error: 'no such host' }]), registry);
  await expect(failing).rejects.toThrow('the image cannot be built: no such host');
});

test('a build that is interrupted ends', async () => {
  const interrupted = new AbortController();
  const stuck = await docker([{ stream: 'Step 1/12 : FROM golang' }], false);
  const { signal } = interrupted;
  await expect(validatorImage(stuck, { ...registry, signal, onLine: () => interrupted.abort() })).rejects.toThrow();
});
