import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { COMETBFT_VERSION, lookForCometBft } from '../comet/find.ts';
import { findGo } from '../comet/install.ts';
import { dockerVersion } from './docker.ts';

/** What cannot run without it: nothing at all, an engine, or nothing. */
export type NeededFor = 'everything' | 'cometbft' | 'docker' | 'nothing';

export interface Check {
  readonly check: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly detail: string;
  readonly neededFor: NeededFor;
}

export interface DoctorOptions {
  /** Where devnets and nodes are kept. */
  readonly data: string;
  /** The ports that a devnet takes where they are free. */
  readonly ports: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
}

const ROOM = 1 << 30;

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major >= 24 || (major === 22 && minor >= 18);
  const detail = ok ? process.versions.node : `${process.versions.node}; wanted is 24, or 22.18 and later`;
  return { check: 'Node', ok, detail, neededFor: 'everything' };
}

async function cometCheck(env: NodeJS.ProcessEnv): Promise<Check> {
  const { found, unsuitable } = await lookForCometBft(env);
  const passed = unsuitable.map(({ path, why }) => `${path}: ${why}`);
  const pinned = found && found.version !== COMETBFT_VERSION ? `, tested is ${COMETBFT_VERSION}` : '';
  const from = { environment: 'named by ALLO_COMETBFT', path: 'on PATH', cache: 'in the cache' };
  const detail = found ? `${found.version}${pinned}, ${found.path} (${from[found.from]})` : 'there is none';
  return {
    check: 'CometBFT',
    ok: found !== null,
    detail: [detail, ...passed].join('; '),
    neededFor: 'cometbft',
  };
}

function goCheck(env: NodeJS.ProcessEnv): Check {
  const go = findGo(env);
  const without = 'there is none; CometBFT is then got from its release archive';
  return { check: 'Go', ok: true, detail: go ?? without, neededFor: 'nothing' };
}

async function dockerCheck(env: NodeJS.ProcessEnv): Promise<Check> {
  const shared = { check: 'Docker', neededFor: 'docker' } as const;
  try {
    return { ...shared, ok: true, detail: `${await dockerVersion(env)} answers` };
  } catch (error) {
    return { ...shared, ok: false, detail: (error as Error).message };
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

async function portsCheck(ports: readonly number[]): Promise<Check> {
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, i) => !free[i]);
  const detail =
    taken.length === 0 ? `${ports.join(', ')} are free` : `taken: ${taken.join(', ')}; a devnet takes others`;
  return { check: 'ports', ok: taken.length === 0, detail, neededFor: 'nothing' };
}

function diskCheck(data: string): Check {
  let folder = data;
  while (!existsSync(folder)) folder = dirname(folder);
  const shared = { check: 'disk', neededFor: 'everything' } as const;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return { ...shared, ok: false, detail: `${folder} cannot be written to` };
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const gib = `${(free / 2 ** 30).toFixed(1)} GiB free at ${folder}`;
  return { ...shared, ok: free >= ROOM, detail: free >= ROOM ? gib : `only ${gib}` };
}

/** Looks at everything that allo stands on; changes nothing. */
export async function examine({ data, ports, env = process.env }: DoctorOptions): Promise<Check[]> {
  const [comet, docker, free] = await Promise.all([cometCheck(env), dockerCheck(env), portsCheck(ports)]);
  return [nodeCheck(), comet, goCheck(env), docker, free, diskCheck(data)];
}
