import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the programs lie, and what they need of PyPI. */
export const programs = fileURLToPath(new URL('../clients/python', import.meta.url));

/** A virtual environment of one's own with the published clients in it. */
export interface Python {
  /** Its interpreter. */
  readonly python: string;
  /** Runs one of the programs to its end, with a wallet's mnemonic or none; what it printed, line by line as JSON. */
  json<T>(mnemonic: string | null, program: string, ...args: string[]): Promise<T[]>;
  close(): void;
}

/** Python on the path that can make virtual environments. */
function systemPython(): string {
  const found = ['python3', 'python3.12', 'python3.11', 'python3.10'].find(
    (name) => spawnSync(name, ['-c', 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))']).status === 0,
  );
  if (!found) throw new Error('these tests need Python 3.10 or later with its venv module (Debian: python3-venv)');
  return found;
}

/**
 * Makes a fresh environment with what `requirements.txt` names, of PyPI and unmodified; pip's own cache saves the download.
 * In a nightly run the SDK is the newest.
 */
export async function pythonEnvironment(): Promise<Python> {
  const folder = mkdtempSync(join(tmpdir(), 'allokit-python-'));
  const python = join(folder, 'bin', 'python');
  const pip = (...args: string[]) =>
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', ...args]);
  await run(systemPython(), ['-m', 'venv', folder]);
  await pip('--requirement', join(programs, 'requirements.txt'));
  if (process.env.ALLOKIT_NIGHTLY) await pip('--upgrade', 'allora_sdk');
  return {
    python,
    async json<T>(mnemonic: string | null, program: string, ...args: string[]) {
      const env = { ...process.env, ...(mnemonic !== null && { MNEMONIC: mnemonic }) };
      const { stdout } = await run(python, [join(programs, program), ...args], { env, maxBuffer: 1 << 26 });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as T);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
