import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A home of one's own for a test: nothing of the user's is seen or touched. */
export interface Sandbox {
  directory: string;
  env: NodeJS.ProcessEnv;
  /** Runs the built binary as a user would. */
  allo(...args: string[]): Promise<Run>;
  /** The same in another directory. */
  in(directory: string, ...args: string[]): Promise<Run>;
  /** Runs it with `--json` and returns the result; an error document fails the test. */
  json<T>(...args: string[]): Promise<T>;
  /** Stops every devnet and removes the directory. */
  close(): Promise<void>;
}

export function sandbox(extra: NodeJS.ProcessEnv = {}): Sandbox {
  const directory = mkdtempSync(join(tmpdir(), 'allokit-e2e-'));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: directory,
    ALLO_HOME: join(directory, 'data'),
    ...extra,
  };
  const allo = (...args: string[]) => run(args, env, directory);
  return {
    directory,
    env,
    allo,
    in: (elsewhere, ...args) => run(args, env, elsewhere),
    async json<T>(...args: string[]) {
      const { stdout, stderr } = await allo(...args, '--json');
      const document = JSON.parse(stdout) as { ok: boolean; result: T };
      if (!document.ok) throw new Error(`allo ${args.join(' ')}: ${stdout}${stderr}`);
      return document.result;
    },
    async close() {
      await allo('devnet', 'down', '--all');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function run(args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
