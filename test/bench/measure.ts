import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Figures of repeated runs. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function figure(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted[sorted.length - 1]!, runs: sorted.length };
}

/** `12.3 (11.9 to 14.0, 5 runs)` */
export function show({ median, min, max, runs }: Figure, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)}, ${runs} runs)`;
}

/** Prints one line: what, its figure, and what it is held against. */
export function line(what: string, value: string, against = ''): void {
  process.stdout.write(`${what.padEnd(58)} ${value}${against ? `   ${against}` : ''}\n`);
}

/** Runs a program on this Node to its end; milliseconds as seen from outside. */
export async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ milliseconds: number; stdout: string }> {
  const { durationMs, stdout } = await execa(process.execPath, args, { env, extendEnv: false, stdin: 'ignore' });
  return { milliseconds: durationMs, stdout };
}

/** Calls `work` with an empty home for devnets and takes it away afterwards. */
export async function withHome(work: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'allokit-bench-'));
  try {
    await work({ ...process.env, HOME: home, ALLO_HOME: home, CI: 'true' });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What a command printed with `--json`. */
export const result = <T>(stdout: string): T => (JSON.parse(stdout) as { result: T }).result;

/** Memory that a process takes up now or, with `VmHWM`, took up at most; 0 where the system does not tell. */
export function residentMegabytes(pid: number, what: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
