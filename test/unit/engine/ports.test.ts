import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { planPorts, STRIDE } from '../../../src/engine/network/ports.ts';

const HOST = '127.0.0.1';
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

function listen(port: number): Promise<number> {
  const server = createServer();
  open.push(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

it('takes any free ports, each another one, where 0 is wanted', async () => {
  const planned = await planPorts(HOST, { rpc: 0, grpc: 0, rest: 0 }, 5);
  const ports = planned.flatMap((one) => Object.values(one));
  expect(planned.map((one) => Object.keys(one).length)).toEqual([6, 6, 6, 6, 6]);
  expect(new Set(ports).size).toBe(30);
  for (const port of ports) expect(port).toBeGreaterThan(0);
});

it('passes over a port of gRPC or REST that is taken, without moving the others', async () => {
  const first = await listen(0);
  const planned = await planPorts(HOST, { rpc: 0, grpc: first, rest: first }, 3);
  const grpc = planned.map((one) => one.grpc);
  const rest = planned.map((one) => one.rest);
  for (const port of [...grpc, ...rest]) {
    expect(port).not.toBe(first);
    expect((port - first) % STRIDE).toBe(0);
  }
  // The same numbers are wanted for both: none is given twice.
  expect(new Set([...grpc, ...rest]).size).toBe(6);
  expect(grpc).toEqual([...grpc].sort((a, b) => a - b));
});

it('takes any where the numbers end', async () => {
  const planned = await planPorts(HOST, { rpc: 65_530, grpc: 65_531, rest: 65_532 }, 2);
  for (const port of planned.flatMap((one) => Object.values(one))) expect(port).toBeLessThanOrEqual(65_535);
  expect(new Set(planned.flatMap((one) => Object.values(one))).size).toBe(12);
});
