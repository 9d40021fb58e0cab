import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { ensureCometBft } from '../../src/node/comet/install.ts';
import { type Sandbox, sandbox } from '../e2e/allo.ts';
import { seeded } from './rounds.ts';

/** A home of one's own, in which the engine's CometBFT is found. */
export async function engineSandbox(): Promise<Sandbox> {
  const { path } = await ensureCometBft();
  return sandbox({ ALLO_COMETBFT: path, ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }) });
}

/** Command lines of processes of this machine that name a folder or work in it, and their ids. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return line.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Containers and networks of devnets below a folder, by name; none where there is no Docker. */
export async function inDocker(folder: string): Promise<string[]> {
  const { dockerLeftovers } = await import('../../src/engine/docker/remove.ts');
  const found = await (await dockerLeftovers())?.homes();
  return found?.homes.filter((home) => home.startsWith(folder)) ?? [];
}

export function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Asks until it holds; for as long as the test has. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await pause(50);
}

/** The RPC addresses of a devnet's validators. */
export function rpcsOf(box: Sandbox, name: string): string[] {
  const path = join(box.env.ALLO_HOME as string, 'devnets', name, 'devnet.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { rpcs: string[] }).rpcs;
}

export const statusOf = (box: Sandbox, name: string): Promise<DevnetStatus> =>
  box.json<DevnetStatus>('devnet', 'status', '--name', name);

interface BlockMeta {
  block_id: { hash: string };
  header: { height: string; app_hash: string };
  num_txs: string;
}

/** Every block that a node has from a height to another: its hash, the app hash before it, how many transactions. */
export async function chainOf(url: string, from: number, to: number): Promise<string[]> {
  const lines: string[] = [];
  for (let low = from; low <= to; low += 20) {
    const high = Math.min(low + 19, to);
    const response = await fetch(`${url}/blockchain?minHeight=${low}&maxHeight=${high}`);
    const { result } = (await response.json()) as { result: { block_metas: BlockMeta[] } };
    const metas = [...result.block_metas].reverse();
    lines.push(
      ...metas.map(
        ({ block_id, header, num_txs }) => `${header.height} ${block_id.hash} ${header.app_hash} ${num_txs}`,
      ),
    );
  }
  return lines;
}

/** A series of so many rows with a season of four, some noise and a jump, that follows from its seed. */
export function series(rows: number): string {
  const random = seeded(7);
  const lines = Array.from({ length: rows }, (_, i) => {
    const value = 20 + 4 * Math.sin((i * Math.PI) / 2) + (i > rows / 2 ? 3 : 0) + random();
    return `${1700 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')},${value.toFixed(2)}`;
  });
  return `date,value\n${lines.join('\n')}\n`;
}
