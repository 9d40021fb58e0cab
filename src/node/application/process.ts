import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeError } from '../errors.ts';
import { type Child, ending } from '../supervise/child.ts';
import type { RotatingLog } from '../supervise/rotating-log.ts';
import type { ApplicationMessage, ApplicationRequest } from './messages.ts';

export interface ApplicationProcess extends Child {
  /** The address that CometBFT reaches it at; rejects when it ends before it listens, with the reason. */
  readonly listening: Promise<string>;
  /** Its metrics in Prometheus' text format; undefined where it does not answer in time. */
  metrics(): Promise<string | undefined>;
}

const METRICS_MS = 2_000;

/** The program of the application process: as built, or as it lies in the sources. @throws NodeError `not-built` */
export function applicationProgram(here = fileURLToPath(import.meta.url)): string {
  if (here.endsWith('.ts')) return join(dirname(here), 'main.ts');
  for (let folder = dirname(here), up = 0; up < 4; folder = dirname(folder), up++) {
    const program = join(folder, 'application.js');
    if (existsSync(program)) return program;
  }
  throw new NodeError('not-built', 'The program of the application process, dist/application.js, is missing.');
}

/** Starts the application of a node home in a process of its own. */
export function startApplication(
  program: string,
  home: string,
  log: RotatingLog,
  onCommit: (height: bigint, appHash: string) => void,
): ApplicationProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', program, home], {
    cwd: home,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  const listening = Promise.withResolvers<string>();
  listening.promise.catch(() => undefined);
  const asked = new Map<number, (text: string) => void>();
  let failure = '';
  let requests = 0;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Uint8Array) => log.write(chunk));
  child.on('message', (message: ApplicationMessage) => {
    if (message.type === 'listening') listening.resolve(message.address);
    else if (message.type === 'failed') failure = message.message;
    else if (message.type === 'committed') onCommit(BigInt(message.height), message.appHash);
    else asked.get(message.id)?.(message.text);
  });
  const ended = new Promise<ReturnType<typeof ending>>((resolve) => {
    const over = (code: number | null, signal: string | null, why = failure) => {
      const how = ending('the application', code, signal);
      const told = why === '' ? how : { ...how, message: `${how.message}: ${why}` };
      listening.reject(new NodeError('failed', told.message));
      resolve(told);
    };
    child.once('error', (error) => over(null, null, error.message));
    // When its output was read to the end too.
    child.once('close', (code, signal) => over(code, signal));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    signal: (name) => void child.kill(name),
    listening: listening.promise,
    async metrics() {
      const id = ++requests;
      const answer = Promise.withResolvers<string | undefined>();
      const late = setTimeout(() => answer.resolve(undefined), METRICS_MS);
      asked.set(id, answer.resolve);
      if (child.connected) child.send({ type: 'metrics', id } satisfies ApplicationRequest, () => undefined);
      else answer.resolve(undefined);
      return answer.promise.finally(() => {
        clearTimeout(late);
        asked.delete(id);
      });
    },
  };
}
