import { readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runs } from '../node/processes.ts';
import { controlSocket, devnetHome, devnetsDirectory, stateFile } from './paths.ts';
import { readState } from './state-file.ts';
import type { DevnetState } from './types.ts';

/** The devnet of that name if it runs, else null. What a devnet that died left beside its home is removed. */
export async function readDevnet(name: string): Promise<DevnetState | null> {
  return readHome(devnetHome(name));
}

/** Every running devnet, by name. */
export async function listDevnets(): Promise<DevnetState[]> {
  const running = homes().map((name) => readHome(devnetHome(name)));
  return running.filter((state) => state !== null);
}

/** The names of all homes, of running devnets and of those that ran. */
export function homes(): string[] {
  try {
    const entries = readdirSync(devnetsDirectory(), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function readHome(home: string): DevnetState | null {
  const state = readState(home);
  if (!state) return null;
  if (runs(state)) return state;
  forget(home);
  return null;
}

/** Removes what only a running devnet has: its state file and its control socket. The home stays. */
export function forget(home: string): void {
  rmSync(stateFile(home), { force: true });
  const control = controlSocket(home);
  if (process.platform === 'win32') return;
  rmSync(control, { force: true });
  if (dirname(control) !== home) rmSync(dirname(control), { recursive: true, force: true });
}
