import { fork } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DevnetError } from '../errors.ts';
import { checkedFolder, damagedFolder, dataFolder, partialFolder } from '../paths.ts';
import type { Reading, StoreAnswer, StoreFindings, StoreTask } from './findings.ts';

export interface AskOptions {
  signal?: AbortSignal;
  onProgress?: (what: string) => void;
}

/** Where this runs from: the build, or the sources. */
const SCRIPT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './store-process.ts' : './store-process.js', import.meta.url),
);

/** How often another height is looked for after reading one ended the process. */
const ATTEMPTS = 8;

/**
 * What of a store is whole, found out by a process of its own.
 * @throws DevnetError
 */
export async function storeFindings(home: string, options: AskOptions): Promise<StoreFindings> {
  try {
    return await findings(home, options);
  } finally {
    // A process that was ended leaves the copy that it read.
    rmSync(checkedFolder(home), { recursive: true, force: true });
  }
}

async function findings(home: string, options: AskOptions): Promise<StoreFindings> {
  let from: number | undefined;
  for (let attempt = 1; ; attempt++) {
    const told = await ask({ task: 'check', home, ...(from !== undefined && { from }) }, options);
    if (told.findings) return told.findings;
    const { reading, sofar, how } = told;
    if (reading?.what === 'state' && attempt < ATTEMPTS && reading.height > 1) {
      from = reading.height - 1;
      continue;
    }
    const what = reading
      ? `${reading.what === 'state' ? 'the state of height' : 'blocks from'} ${reading.height}`
      : 'it';
    const detail = `reading ${what} ends the process that does it (${how})`;
    const checks = [...(sofar?.checks ?? []), { check: sofar ? 'blocks' : 'state', ok: false, detail } as const];
    return { ...NOTHING, ...sofar, checks, fault: 'damaged' };
  }
}

const NOTHING: Omit<StoreFindings, 'checks' | 'fault'> = {
  format: null,
  height: null,
  appHash: null,
  wholeHeight: null,
  lowestBlock: null,
  lowestState: null,
  opens: false,
};

/**
 * Makes an earlier height the latest of a store that cannot be opened.
 * @throws DevnetError `height` where that height is not whole, `damaged` where it cannot even be read.
 */
export async function cutStore(home: string, height: number): Promise<void> {
  const [data, aside] = [dataFolder(home), damagedFolder(home)];
  const before = existsSync(data);
  let told: Told;
  try {
    told = await ask({ task: 'cut', home, height }, {});
  } finally {
    // A process that was ended leaves what it was making, or the store put aside with nothing in its place.
    if (before && !existsSync(data) && existsSync(aside)) renameSync(aside, data);
    rmSync(partialFolder(home), { recursive: true, force: true });
  }
  const { done, how } = told;
  if (!done) throw new DevnetError('damaged', `The store cannot be read: reading it ended the process (${how}).`);
}

interface Told {
  done: boolean;
  findings?: StoreFindings;
  sofar?: StoreFindings;
  reading?: Reading;
  /** How the process ended. */
  how: string;
}

/** Has another process read a store, and survives what that does to it. */
function ask(task: StoreTask, { signal, onProgress }: AskOptions): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const told: Told = { done: false, how: '' };
    let refused: DevnetError | undefined;
    const interrupt = (): void => {
      child.kill('SIGKILL');
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    child.on('message', (answer: StoreAnswer) => {
      if ('reading' in answer) {
        told.reading = answer.reading;
        onProgress?.(`reading ${answer.reading.what} ${answer.reading.height}`);
      } else if ('error' in answer) refused = new DevnetError(answer.error.kind, answer.error.message);
      else Object.assign(told, answer);
    });
    child.on('error', (cause) => reject(new DevnetError('unexpected', cause.message, { cause })));
    child.on('exit', (code, ended) => {
      signal?.removeEventListener('abort', interrupt);
      if (signal?.aborted) reject(new DevnetError('interrupted', 'Interrupted.'));
      else if (refused) reject(refused);
      else resolve({ ...told, how: ended ?? `exit code ${code}` });
    });
    child.send(task);
  });
}
