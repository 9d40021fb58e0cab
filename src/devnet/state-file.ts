import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { stateFile } from './paths.ts';
import type { DevnetState } from './types.ts';

/**
 * Makes a directory and those above it, open to their owner only. Node's own recursive way never returns where a file
 * system refuses a directory as not found, as /proc does.
 */
export function makePrivateDirectory(path: string): void {
  if (existsSync(path)) return;
  makePrivateDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes a file whole or not at all, readable by its owner only. */
export function writePrivate(path: string, text: string): void {
  writeBeside(path, text, renameSync);
}

/** The same for a file that is new; false where there is one of that name, which stays as it is. */
export function createPrivate(path: string, text: string): boolean {
  try {
    writeBeside(path, text, linkOrCopy);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

let written = 0;

/** Writes a file of another name and lets `place` give it its own. */
function writeBeside(path: string, text: string, place: (partial: string, path: string) => void): void {
  written += 1;
  const partial = `${path}.${process.pid}.${written}.tmp`;
  try {
    writeFileSync(partial, text, { mode: 0o600 });
    place(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Errors of file systems that know no second name of a file. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a file a second name, if that is free. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

export function writeState(state: DevnetState): void {
  writePrivate(stateFile(state.home), `${JSON.stringify(state, null, 2)}\n`);
}

/** The state file of that home, or null where there is none that can be understood. */
export function readState(home: string): DevnetState | null {
  try {
    const state = JSON.parse(readFileSync(stateFile(home), 'utf8')) as DevnetState;
    return state.version === 1 && typeof state.pid === 'number' ? state : null;
  } catch {
    return null;
  }
}
