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
    const { supervisor, ...parts } = read(processes);
    if (supervisor && runs(supervisor) && supervisor.pid !== process.pid) {
      throw new NodeError('already-runs', `The node of ${home} runs already (process ${supervisor.pid}).`);
    }
    for (const part of Object.values(parts)) {
      if (!runs(part)) continue;
      process.kill(part.pid, 'SIGKILL');
      await gone(part, GONE_MS);
    }
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

function read(path: string): Recorded {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Recorded;
  } catch {
    // None, or one that was being written when everything was killed: then there is nobody to be found by it.
    return {};
  }
}
