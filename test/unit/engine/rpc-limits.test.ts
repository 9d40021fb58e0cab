import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CounterApp } from './counter-app.ts';
import { eventually, rpc, startNetwork, stopNetworks } from './network.ts';

const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopNetworks();
});

test('a fault of its own is reported, and told to nobody', async () => {
  const app = new CounterApp();
  app.query = () => {
    throw new TypeError('secrets of the house');
  };
  const told: unknown[] = [];
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: (details: object) => told.push(details) };
  const { engine } = await startNetwork({ app, log });
  const answer = await rpc(engine, 'abci_query', { path: '/x' });
  expect(answer.error).toEqual({ code: -32603, message: 'Internal error', data: 'the node failed to answer' });
  const got = await fetch(`${engine.rpcUrl}/abci_query?path="/x"`);
  expect([got.status, await got.text()]).toEqual([500, expect.not.stringMatching(/secrets|TypeError/)]);
  const socket = new WebSocket(engine.endpoints.ws);
  await once(socket, 'open');
  socket.send('{"jsonrpc":"2.0","id":1,"method":"abci_query","params":{}}');
  expect(String((await once(socket, 'message'))[0])).toMatch(/the node failed to answer/);
  socket.terminate();
  expect(told).toEqual(Array.from({ length: 3 }, () => ({ err: expect.objectContaining({ name: 'TypeError' }) })));
});

test('connections that say nothing make room', async () => {
  const { engine } = await startNetwork({ rpc: { limits: { maxConnections: 3 } } });
  const listener = new WebSocket(engine.endpoints.ws);
  await once(listener, 'open');
  for (let i = 0; i < 10; i += 1) {
    const socket = connect(engine.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.on('connect', resolve).on('close', resolve));
  }
  expect((await rpc(engine, 'health')).result).toEqual({});
  // A websocket is no such connection, though it says nothing either.
  await eventually(() => sockets.filter(({ destroyed }) => destroyed).length).toBeGreaterThan(6);
  expect(listener.readyState).toBe(WebSocket.OPEN);
  listener.terminate();
});

test('an answer for which there is no room is not given', async () => {
  const { engine } = await startNetwork({ rpc: { limits: { maxHeldBytes: 900 } } });
  const { status, headers } = await fetch(`${engine.rpcUrl}/genesis`);
  expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  expect((await rpc(engine, 'health')).result).toEqual({});
});
