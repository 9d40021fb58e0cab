import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Asked, type BoundedServer, boundedServer } from '../../../src/api/bounded-server.ts';

const CONNECTIONS = 3;

let bounded: BoundedServer;
/** Requests that are being answered, with what ends that. */
let working: { path: string; done: () => void }[];
const sockets: Socket[] = [];

async function handle({ request, response, work }: Asked): Promise<void> {
  for await (const chunk of request) if (chunk === undefined) return;
  const path = request.url ?? '';
  await work(() => new Promise<void>((done) => working.push({ path, done })));
  response.end(path);
}

beforeEach(async () => {
  working = [];
  bounded = boundedServer(CONNECTIONS, (asked) => handle(asked).catch(() => undefined));
  bounded.server.listen(0, '127.0.0.1');
  await once(bounded.server, 'listening');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  bounded.crowd.closeAll();
  bounded.server.close();
});

async function open(text: string): Promise<{ socket: Socket; closed: Promise<void>; said: () => string }> {
  const socket = connect((bounded.server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let said = '';
  socket
    .on('error', () => undefined)
    .on('data', (chunk) => {
      said += chunk;
    });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await once(socket, 'connect');
  socket.write(text);
  return { socket, closed, said: () => said };
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const paths = () => working.map(({ path }) => path);

it('answers what comes at once over one connection one after the other', async () => {
  const { said } = await open(get('/1') + get('/2') + get('/3'));
  const other = await open(get('/other'));
  await expect.poll(paths).toEqual(expect.arrayContaining(['/1', '/other']));
  expect(working).toHaveLength(2);
  for (let next = 0; next < 4; next += 1) {
    await expect.poll(() => working.length).toBeGreaterThan(next);
    working[next]?.done();
  }
  await expect.poll(said).toMatch(/\/1HTTP.*\/2HTTP.*\/3$/s);
  await expect.poll(other.said).toMatch(/\/other$/);
});

it('ends a connection that asks for too much at once', async () => {
  const greedy = await open(get('/').repeat(200));
  await greedy.closed;
  const { said } = await open(get('/next'));
  await expect.poll(paths).toContain('/next');
  for (const { done } of working) done();
  await expect.poll(said).toMatch(/\/next$/);
});

it('ends the connection that it has waited for the longest where there are too many, not one that it works for', async () => {
  const busy = await open(get('/busy'));
  await expect.poll(paths).toEqual(['/busy']);
  const slow = await open('POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf');
  await open('GET /silent');
  const { said } = await open(get('/new'));
  await slow.closed;
  await expect.poll(paths).toEqual(['/busy', '/new']);
  for (const { done } of working) done();
  await expect.poll(said).toMatch(/\/new$/);
  await expect.poll(busy.said).toMatch(/\/busy$/);
});
