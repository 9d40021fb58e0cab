import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const partial = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
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
