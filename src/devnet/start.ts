import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonMessage, StartMessage, StartStep } from './daemon/messages.ts';
import { freeBytes, isScarce } from './disk-space.ts';
import { DevnetError } from './errors.ts';
import { devnetError } from './faults.ts';
import { faultsIn } from './logs.ts';
import { dataFolder, devnetHome, logFile } from './paths.ts';
import { Patience } from './patience.ts';
import { readPlan, removeChain } from './plan.ts';
import { forget, readDevnet } from './registry.ts';
import { makePrivateDirectory } from './state-file.ts';
import type { DevnetOptions, DevnetState } from './types.ts';

export interface Started {
  state: DevnetState;
  /** What the user should know, such as a port that was taken. */
  notes: string[];
}

export interface StartOptions {
  /** Aborting it ends what was started and removes what was made. */
  signal?: AbortSignal;
  /** Up for one errand only: how it is run is not remembered, and the log goes on. */
  passing?: boolean;
  /** Told how the start goes. */
  onStep?: (step: StartStep) => void;
}

/** How a process ends that reads a mapped file whose pages are not what they should be. */
const CRASHES: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGTRAP']);

/**
 * Starts a devnet in the background, on the chain in its home or on a new one, and resolves when its RPC answers and its
 * latest block is there.
 * @param root directory of the package, which holds `dist/daemon.js` and the presets.
 * @throws DevnetError `runs`, `has-chain`, `bad-home`, `not-built`, `start-failed` (with the log's own words),
 * `start-timeout`, `interrupted`, and what keeps the store from being opened.
 */
export async function startDevnet(
  options: DevnetOptions,
  root: string,
  { signal, passing = false, onStep }: StartOptions = {},
): Promise<Started> {
  const home = devnetHome(options.name);
  const running = await readDevnet(options.name);
  if (running) throw alreadyRuns(running);
  const fresh = readPlan(home) === null;
  if (!fresh && options.genesis !== null) throw hasChain(options.name);
  const daemon = join(root, 'dist', 'daemon.js');
  if (!existsSync(daemon)) throw new DevnetError('not-built', `${daemon} is missing.`);
  const made = makeHome(home);
  let child: ChildProcess | undefined;
  try {
    child = launch(daemon, home, passing);
    child.send({ options, home, root, passing } satisfies StartMessage);
    const started = await ready(child, home, { ...(signal && { signal }), ...(onStep && { onStep }) });
    // One that is up for an errand ends with whoever sent it.
    if (passing) child.channel?.unref();
    else child.disconnect();
    child.unref();
    return started;
  } catch (thrown) {
    if (child) await end(child);
    const error = withoutRoom(devnetError(thrown), home);
    const kind = error instanceof DevnetError ? error.kind : undefined;
    if (kind !== 'runs') {
      forget(home);
      if (fresh) removeChain(home);
      // Without a home there is no log: it stays where it says more than the error does.
      if (made && kind !== 'start-failed' && kind !== 'start-timeout') rmSync(home, { recursive: true, force: true });
    }
    throw error;
  }
}

/** A mapped file that finds no room ends the process, or is told as a failure of the disk: say what it is. */
function withoutRoom(error: unknown, home: string): unknown {
  const vague = error instanceof DevnetError && (error.kind === 'damaged' || error.kind === 'io');
  if (!vague || !isScarce(freeBytes(home))) return error;
  return new DevnetError('full', `No room is left on the disk of ${home}.`, { cause: error });
}

function hasChain(name: string): DevnetError {
  const named = name === 'default' ? '' : ` --name ${name}`;
  return new DevnetError('has-chain', `Devnet "${name}" has a chain already; a genesis begins a new one.`, {
    hint: `Choose another --name, or remove the chain with \`allo devnet down${named} --purge\`.`,
  });
}

function alreadyRuns(state: DevnetState): DevnetError {
  const named = state.name === 'default' ? '' : ` --name ${state.name}`;
  return new DevnetError(
    'runs',
    `Devnet "${state.name}" runs already (process ${state.pid}, ${state.endpoints.rpc}).`,
    {
      hint: `Stop it with \`allo devnet down${named}\`, or start another one with --name.`,
    },
  );
}

/** True where the home was not there before. */
function makeHome(home: string): boolean {
  try {
    const fresh = !existsSync(home);
    makePrivateDirectory(home);
    return fresh;
  } catch (cause) {
    const known = devnetError(cause);
    if (known instanceof DevnetError && known.kind === 'full') throw known;
    throw new DevnetError('bad-home', `${home} cannot be made: ${(cause as Error).message}`, { cause });
  }
}

function launch(daemon: string, home: string, passing: boolean): ChildProcess {
  // One run, one log. Appending keeps the lines whole even where two starts of one name race for it.
  writeFileSync(logFile(home), '', { mode: 0o600, flag: passing ? 'a' : 'w' });
  const log = openSync(logFile(home), 'a');
  try {
    // What a large genesis leaves behind is given back: measured, blocks are as fast, and memory is half.
    return spawn(process.execPath, ['--optimize-for-size', '--enable-source-maps', daemon], {
      cwd: home,
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
}

function ready(child: ChildProcess, home: string, { signal, onStep }: StartOptions): Promise<Started> {
  return new Promise((resolve, reject) => {
    const fail = (error: DevnetError) => {
      patience.end();
      child.removeAllListeners('message');
      reject(error);
    };
    const patience = new Patience((silentMs) =>
      fail(
        new DevnetError(
          'start-timeout',
          `The devnet made no progress for ${silentMs / 1000} s while it started; its log is ${logFile(home)}.`,
        ),
      ),
    );
    signal?.addEventListener('abort', () => fail(new DevnetError('interrupted', 'Interrupted.')), { once: true });
    child.on('error', (cause) =>
      fail(new DevnetError('start-failed', `The devnet did not start: ${cause.message}`, { cause })),
    );
    child.on('exit', (_code, ended) => {
      if (ended !== null && CRASHES.has(ended)) {
        const store = dataFolder(home);
        fail(
          new DevnetError('damaged', `The store in ${store} cannot be read: reading it ended the process (${ended}).`),
        );
        return;
      }
      const faults = faultsIn(logFile(home));
      const said = faults.length > 0 ? faults.join(' / ') : 'it said nothing';
      fail(
        new DevnetError('start-failed', `The devnet did not start: ${said}`, { hint: `Its log is ${logFile(home)}.` }),
      );
    });
    child.on('message', (message: DaemonMessage) => {
      if (message.type === 'step') {
        patience.told(message.step);
        onStep?.(message.step);
        return;
      }
      if (message.type === 'failed') {
        const hint = message.hint ?? (message.kind === 'start-failed' ? `Its log is ${logFile(home)}.` : undefined);
        fail(new DevnetError(message.kind, message.message, { hint }));
        return;
      }
      patience.end();
      child.removeAllListeners();
      resolve({ state: message.state, notes: message.notes });
    });
  });
}

/** Ends a daemon that did not come up, and waits until it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await exited;
  clearTimeout(force);
}
