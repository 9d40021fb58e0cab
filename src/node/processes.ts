import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * When the process started, as the system counts it, or null where no such process runs (a zombie does not).
 * A process id together with this names one process for good.
 */
export function processStart(pid: number): string | null {
  try {
    if (process.platform === 'linux') return linuxStart(pid);
    process.kill(pid, 0);
    if (process.platform === 'win32') return 'unknown';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function linuxStart(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the program's name, may hold spaces and brackets: count from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** True while that very process runs. */
export function runs(identity: { pid: number; processStart: string }): boolean {
  return processStart(identity.pid) === identity.processStart;
}

/** Waits until the process is gone; false when it still runs after `withinMs`. */
export async function gone(identity: { pid: number; processStart: string }, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (runs(identity)) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
