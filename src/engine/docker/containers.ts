import { chownSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { validatorHome } from '../network/homes.ts';
import type { Names } from './names.ts';

/** Whom a container runs as: this user, or, where that is root, somebody who owns nothing else. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export const NOBODY: Owner = { uid: 10_001, gid: 10_001 };

export function owner(): Owner {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? NOBODY : { uid, gid: process.getgid?.() ?? uid };
}

/** Gives a folder and all below it to whom the container runs as, where that is somebody else. */
export function takeOwnership(path: string, { uid, gid }: Owner): void {
  if (process.getuid?.() !== 0) return;
  const stat = lstatSync(path);
  chownSync(path, uid, gid);
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path)) takeOwnership(join(path, name), { uid, gid });
}

/** Makes the folder of a validator's home: one that Docker makes would be root's. */
export function prepareHome(directory: string, moniker: string, user: Owner): string {
  const home = validatorHome(directory, moniker);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  takeOwnership(home, user);
  return home;
}

/** Bytes that a validator may hold, and how many processes it may have. */
export const MEMORY = 512 * 1024 * 1024;
export const PROCESSES = 512;
/** Cores that a validator may keep busy: its application and its CometBFT have one each. */
export const CPUS = 2;
/** The same for the scheduler, in microseconds. Docker refuses a number of cores that the machine does not have, this it takes. */
export const CPU_PERIOD = 100_000;

interface Place {
  readonly names: Names;
  /** The moniker of a validator, or `relay`: its name in the network. */
  readonly role: string;
  readonly image: string;
  readonly user: Owner;
}

interface Parts {
  /** For Node, in `/app`. */
  readonly command: readonly string[];
  readonly binds?: readonly string[];
  /** Ports in the container and on this machine. */
  readonly published?: readonly (readonly [number, number])[];
  /** Address of this machine that they are published on. */
  readonly host?: string;
  readonly stdin?: boolean;
}

/** A container that can do no more than it must: no capabilities, nothing to write but its home, limits on all that grows. */
export function containerOptions({ names, role, image, user }: Place, parts: Parts): Record<string, unknown> {
  const { command, binds = [], published = [], host = '127.0.0.1', stdin = false } = parts;
  return {
    name: names.container(role),
    Image: image,
    Cmd: ['node', '--enable-source-maps', ...command],
    WorkingDir: '/app',
    User: `${user.uid}:${user.gid}`,
    Hostname: role,
    Labels: names.labels(role),
    Env: ['HOME=/tmp', 'NODE_ENV=production'],
    ExposedPorts: Object.fromEntries(published.map(([inside]) => [`${inside}/tcp`, {}])),
    ...(stdin && { OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true }),
    NetworkingConfig: { EndpointsConfig: { [names.network]: { Aliases: [role] } } },
    HostConfig: {
      NetworkMode: names.network,
      Binds: [...binds],
      PortBindings: Object.fromEntries(
        published.map(([inside, outside]) => [`${inside}/tcp`, [{ HostIp: host, HostPort: String(outside) }]]),
      ),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=64m,mode=1777' },
      Memory: MEMORY,
      PidsLimit: PROCESSES,
      CpuPeriod: CPU_PERIOD,
      CpuQuota: CPUS * CPU_PERIOD,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    },
  };
}
