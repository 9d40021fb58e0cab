import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { gone } from '../node/processes.ts';
import { callDevnet, listens } from './control/client.ts';
import { DevnetError } from './errors.ts';
import { controlSocket, devnetHome } from './paths.ts';
import { forget } from './registry.ts';
import type { DevnetState } from './types.ts';

/** How a devnet ended: by itself when asked, by SIGTERM, or by SIGKILL. */
export type Ending = 'asked' | 'terminated' | 'killed';

/**
 * Ends a running devnet: asks it, then SIGTERM, then SIGKILL. Afterwards only its home is left.
 * @throws DevnetError `leftover` where its process cannot be ended.
 */
export async function stopDevnet(state: DevnetState): Promise<Ending> {
  const ending = await endProcess(state);
  forget(state.home);
  if (ending === 'killed') {
    const { pruneDevnet } = await import('./prune.ts');
    await pruneDevnet(state.name);
  }
  return ending;
}

/** Longest that a start may take to end itself, its validators and containers with it. */
const GIVE_UP_MS = 20_000;

/**
 * Ends a devnet that is still starting, whose starter may be gone: it has no state yet, but listens for being asked.
 * @returns whether there was one
 * @throws DevnetError `leftover` where it does not end
 */
export async function stopStarting(name: string): Promise<boolean> {
  const control = controlSocket(devnetHome(name));
  if (!(await listens(control))) return false;
  // What it answers does not matter: it is over when nobody listens any more.
  await callDevnet(control, 'stop', {}, { timeoutMs: 2_000 }).catch(() => undefined);
  const deadline = performance.now() + GIVE_UP_MS;
  while (await listens(control)) {
    if (performance.now() > deadline) {
      throw new DevnetError('leftover', `Devnet "${name}" is starting, and does not end.`);
    }
    await pause(20);
  }
  return true;
}

/** Removes the home of a devnet that does not run. @throws DevnetError `bad-home` where it cannot be removed. */
export function purgeHome(name: string): void {
  const home = devnetHome(name);
  try {
    rmSync(home, { recursive: true, force: true });
  } catch (cause) {
    throw new DevnetError('bad-home', `${home} cannot be removed: ${(cause as Error).message.replace(/^[, ]+/, '')}`, {
      hint: 'Remove it yourself.',
      cause,
    });
  }
}

async function endProcess(state: DevnetState): Promise<Ending> {
  try {
    await callDevnet(state.control, 'stop', {}, { timeoutMs: 2_000 });
    if (await gone(state, state.engine === 'embedded' ? 5_000 : 20_000)) return 'asked';
  } catch {
    // Whoever does not listen is ended by its process id.
  }
  if (await signalled(state, 'SIGTERM', 3_000)) return 'terminated';
  if (await signalled(state, 'SIGKILL', 3_000)) return 'killed';
  throw new DevnetError('leftover', `Process ${state.pid} of devnet "${state.name}" does not end.`);
}

async function signalled(state: DevnetState, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  if (await gone(state, 0)) return true;
  try {
    process.kill(state.pid, signal);
  } catch {
    return gone(state, 0);
  }
  return gone(state, withinMs);
}
