import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NodeError } from '../errors.ts';
import { paths } from '../home/paths.ts';
import { gone, processStart, runs } from '../processes.ts';
import type { NodePart } from '../types.ts';

interface Identity {
  readonly pid: number;
  readonly processStart: string;
}

type Recorded = Partial<Record<NodePart | 'supervisor', Identity>>;

const GONE_MS = 5_000;

/** `processes.json` in a node home: which processes run it, so that no second one does, and what a kill left is found. */
export class ProcessFile {
  readonly #path: string;
  #recorded: Recorded = {};

  /**
   * Takes a home for this process. Processes that a killed supervisor left are ended.
   * @throws NodeError `already-runs`
   */
  static async take(home: string): Promise<ProcessFile> {
    const { processes } = paths(home);
    const { supervisor } = read(processes);
    if (supervisor && runs(supervisor)) {
      throw new NodeError('already-runs', `The node of ${home} runs already (process ${supervisor.pid}).`);
    }
    await endLeftovers(home);
    const file = new ProcessFile(processes);
    file.set('supervisor', process.pid);
    return file;
  }

  private constructor(path: string) {
    this.#path = path;
  }

  /** Notes the process of a part, or that it has none. */
  set(part: NodePart | 'supervisor', pid: number | undefined): void {
    const start = pid === undefined ? null : processStart(pid);
    const { [part]: _, ...others } = this.#recorded;
    this.#recorded = pid === undefined || start === null ? others : { ...others, [part]: { pid, processStart: start } };
    writeFileSync(this.#path, `${JSON.stringify(this.#recorded)}\n`, { mode: 0o600 });
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Ends what a killed supervisor left of a node; nothing where another one supervises it. The ids of what was ended. */
export async function endLeftovers(home: string): Promise<number[]> {
  const { processes } = paths(home);
  const { supervisor, ...parts } = read(processes);
  if (supervisor && runs(supervisor) && supervisor.pid !== process.pid) return [];
  const left = Object.values(parts).filter(runs);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  await Promise.all(left.map((part) => gone(part, GONE_MS)));
  rmSync(processes, { force: true });
  return left.map(({ pid }) => pid);
}

function read(path: string): Recorded {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Recorded;
  } catch {
    // None, or one that was being written when everything was killed: then there is nobody to be found by it.
    return {};
  }
}
