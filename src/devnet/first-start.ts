import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { logFile, namesFile, startingFile } from './paths.ts';
import { removeChain } from './plan.ts';
import { writePrivate } from './state-file.ts';

/** Notes that a chain is being planted in a home: until it came up nobody has used it. Only for who holds the control socket. */
export function beginFirstStart(home: string): void {
  writePrivate(startingFile(home), '');
}

/** The chain of a home came up: from now on it is kept. */
export function endFirstStart(home: string): void {
  rmSync(startingFile(home), { force: true });
}

/** Whether the chain of a home never came up, so that nobody misses it. */
export function neverCameUp(home: string): boolean {
  return existsSync(startingFile(home));
}

/** Removes a chain that never came up, and its home with it where nothing else is kept there. */
export function removeUnborn(home: string): void {
  removeChain(home);
  const own = [logFile, namesFile].map((file) => basename(file(home)));
  if (!existsSync(home) || readdirSync(home).some((entry) => !own.includes(entry))) return;
  rmSync(home, { recursive: true, force: true });
}
