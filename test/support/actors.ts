import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ActorNews } from '../../src/worker/run/news.ts';
import { root, type Sandbox } from '../e2e/allo.ts';

type Line =
  | ActorNews
  | { readonly event: 'started'; readonly actor: string; readonly metrics: string | null }
  | { readonly event: 'stopped'; readonly submitted: number; readonly missed: number };

/** An `allo … run --json` that a test watches and signals. */
export class RunningActor {
  readonly news: Line[] = [];
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #told = Promise.withResolvers<void>();

  /** @param words such as `['worker', 'run', '1', '--from', 'bob']`; @param program what stands behind `--` */
  constructor(box: Sandbox, words: readonly string[], program: readonly string[]) {
    const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...words, '--json', '--', ...program], {
      env: box.env,
      cwd: box.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.news.push(JSON.parse(line) as Line);
      this.#tell();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#ended = new Promise((resolve) => {
      child.on('close', (code) => {
        resolve(code);
        this.#tell();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  of<E extends Line['event']>(event: E): Extract<Line, { event: E }>[] {
    return this.news.filter((line): line is Extract<Line, { event: E }> => line.event === event);
  }

  /** Resolves when something holds of the news; fails with all of them where the actor ends before. */
  async until(holds: () => boolean): Promise<void> {
    let over = false;
    this.#ended.then(() => {
      over = true;
    });
    while (!holds()) {
      if (over) throw new Error(`the actor has ended: ${JSON.stringify(this.news)}${this.stderr}`);
      await this.#told.promise;
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.#ended;
  }

  #tell(): void {
    const told = this.#told;
    this.#told = Promise.withResolvers();
    told.resolve();
  }
}
