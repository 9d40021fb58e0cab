import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stateFile } from './paths.ts';
import type { DevnetState } from './types.ts';

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
