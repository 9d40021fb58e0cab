import { createServer } from 'node:net';
import type { NodePorts } from '../../node/home/index.ts';

/** Ports between one validator's and the next one's. */
export const STRIDE = 10;

/** The ports of a validator whose RPC has that one (docs/engines.md, Ports). */
export function portsAt(rpc: number): NodePorts {
  return { rpc, p2p: rpc - 1, node: rpc + 2, metrics: rpc + 3 };
}

/**
 * Ports for so many validators, from that RPC port on: each takes the next place of ten ports whose own are all free. Any
 * free ports where `rpc` is 0, or where the numbers end.
 */
export async function planPorts(host: string, rpc: number, count: number): Promise<NodePorts[]> {
  const planned: NodePorts[] = [];
  for (let at = rpc; rpc !== 0 && planned.length < count && at + 3 <= 65_535; at += STRIDE) {
    const ports = portsAt(at);
    const free = await Promise.all(Object.values(ports).map((port) => isFree(host, port)));
    if (free.every(Boolean)) planned.push(ports);
  }
  while (planned.length < count) {
    const [one = 0, two = 0, three = 0, four = 0] = await anyFree(host, 4);
    planned.push({ rpc: one, p2p: two, node: three, metrics: four });
  }
  return planned;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** So many ports that nobody listens on, each another one. */
async function anyFree(host: string, count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<{ port: number; close: () => void }>((resolve, reject) => {
          const probe = createServer();
          probe.once('error', reject);
          probe.listen({ host, port: 0 }, () => {
            const address = probe.address();
            resolve({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, close: () => probe.close() });
          });
        }),
    ),
  );
  for (const { close } of probes) close();
  return probes.map(({ port }) => port);
}
