import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serveGrpc } from '../../../src/api/grpc/server.ts';
import { Budget, LIMITS } from '../../../src/api/limits.ts';
import type { Listening } from '../../../src/api/listen.ts';
import type { Upstream } from '../../../src/api/upstream.ts';
import { wrongAfterLeaving } from '../../support/mutations/http2-frames.ts';

let server: Listening;
let socket: Socket;
let said: Buffer;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  said = Buffer.alloc(0);
  server = await serveGrpc({
    host: '127.0.0.1',
    port: 0,
    upstream: {} as Upstream,
    budget: new Budget(LIMITS.heldBytes),
    methods: async () => new Map(),
    onError: (error) => {
      throw error;
    },
  });
  socket = connect(server.port, '127.0.0.1');
  socket.on('data', (chunk) => {
    said = Buffer.concat([said, chunk]);
  });
});

afterEach(async () => {
  vi.useRealTimers();
  socket.destroy();
  await server.close();
});

const GOAWAY = 7;

function framesIn(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) types.push(bytes.readUInt8(at + 3));
  return types;
}

it('ends the connection of a caller that breaks the rules after its GOAWAY, whatever of its calls is under way', async () => {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.end(wrongAfterLeaving({ path: '/x.Y/Z', headers: {}, body: Buffer.alloc(0), end: 'end' }));
  await vi.waitUntil(() => framesIn(said).includes(GOAWAY));
  expect(socket.closed).toBe(false);
  vi.advanceTimersByTime(LIMITS.requestMs);
  await closed;
});
