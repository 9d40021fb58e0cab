import { createServer } from 'node:net';
import type { ApiPorts, NodePorts } from '../../node/home/index.ts';

/** The ports that stand together, around that of the RPC. */
type ConsensusPorts = Omit<NodePorts, keyof ApiPorts>;

/** Where the first validator is wanted; 0 means any. */
export interface WantedPorts extends ApiPorts {
  readonly rpc: number;
}

/** Ports between one validator's and the next one's. */
export const STRIDE = 10;

/** The ports of a validator whose RPC has that one (docs/engines.md, Ports). */
export function portsAt(rpc: number): ConsensusPorts {
  return { rpc, p2p: rpc - 1, node: rpc + 2, metrics: rpc + 3 };
}

/**
 * Ports for so many validators, from those wanted for the first one on: each takes the next place of ten ports whose own are
 * all free, and, ten apart too, the next free ones for gRPC and for REST. Any free ports where 0 is wanted, or where the numbers end.
 */
export async function planPorts(host: string, wanted: WantedPorts, count: number): Promise<Required<NodePorts>[]> {
  const planned: ConsensusPorts[] = [];
  for (let at = wanted.rpc; at !== 0 && planned.length < count && at + 3 <= 65_535; at += STRIDE) {
    const ports = portsAt(at);
    const free = await Promise.all(Object.values(ports).map((port) => isFree(host, port)));
    if (free.every(Boolean)) planned.push(ports);
  }
  const taken = new Set(planned.flatMap((ports) => Object.values(ports)));
  const grpc = await planSeries(host, wanted.grpc, count, taken);
  const rest = await planSeries(host, wanted.rest, count, taken);
  const missing = (count - planned.length) * 4 + (2 * count - grpc.length - rest.length);
  const any = await anyFree(host, missing);
  const next = (): number => any.pop() ?? 0;
  while (planned.length < count) planned.push({ rpc: next(), p2p: next(), node: next(), metrics: next() });
  return planned.map((ports, i) => ({ ...ports, grpc: grpc[i] ?? next(), rest: rest[i] ?? next() }));
}

/** Free ports ten apart, as many of those wanted as there are; `taken` learns of them. */
async function planSeries(host: string, first: number, count: number, taken: Set<number>): Promise<number[]> {
  const planned: number[] = [];
  for (let port = first; first !== 0 && planned.length < count && port <= 65_535; port += STRIDE) {
    if (taken.has(port) || !(await isFree(host, port))) continue;
    taken.add(port);
    planned.push(port);
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
