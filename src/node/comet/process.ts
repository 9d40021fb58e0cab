import { mkdirSync, rmSync } from 'node:fs';
import { execa } from 'execa';
import { paths } from '../home/paths.ts';
import type { Child } from '../supervise/child.ts';
import { ending } from '../supervise/child.ts';
import type { RotatingLog } from '../supervise/rotating-log.ts';

export interface CometOptions {
  readonly path: string;
  readonly home: string;
  /** Where the application listens: `unix://…` or `tcp://…`. */
  readonly application: string;
  readonly log: RotatingLog;
}

/** Starts CometBFT over a node home; what it prints goes to the log. @throws Error when the program cannot be started */
export function startComet({ path, home, application, log }: CometOptions): Child {
  const { scratch } = paths(home);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  // A group of its own: where a terminal interrupts the supervisor, that one ends CometBFT in order.
  const process = execa(path, ['start', '--home', home, '--proxy_app', application], {
    stdin: 'ignore',
    env: { TMPDIR: scratch },
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  process.all.on('data', (chunk: Uint8Array) => log.write(chunk));
  const ended = process.then(({ exitCode, signal, cause }) => {
    const how = ending('CometBFT', exitCode ?? null, signal ?? null);
    return process.pid === undefined
      ? { ...how, message: `CometBFT did not start: ${(cause as Error)?.message}` }
      : how;
  });
  return { pid: process.pid ?? 0, ended, signal: (name) => void process.kill(name) };
}
