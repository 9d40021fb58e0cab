import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NodeError } from '../errors.ts';
import { COMETBFT_VERSION, type CometBft, checkCometBft, cometCache, lookForCometBft } from './find.ts';
import { downloadRelease } from './release.ts';

export interface InstallOptions {
  /** Told what is being done, for people. */
  readonly onStep?: (step: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

const PACKAGE = `github.com/cometbft/cometbft/cmd/cometbft@v${COMETBFT_VERSION}`;
/** Where Go is by its own installer, though not on PATH. */
const GO_HOME = '/usr/local/go/bin';

/** The Go tool on PATH or where its own installer puts it. */
export function findGo(env: NodeJS.ProcessEnv = process.env): string | null {
  const program = process.platform === 'win32' ? 'go.exe' : 'go';
  for (const folder of [...(env.PATH ?? '').split(delimiter), GO_HOME]) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** Builds it with Go into a folder. @throws Error with the reason */
async function buildWithGo(folder: string, { onStep, env = process.env, signal }: InstallOptions): Promise<void> {
  const go = findGo(env);
  if (!go) throw new Error('there is no Go');
  onStep?.(`go install ${PACKAGE}`);
  try {
    await promisify(execFile)(go, ['install', PACKAGE], {
      env: { ...env, GOBIN: folder, PATH: `${env.PATH ?? ''}${delimiter}${dirname(go)}` },
      maxBuffer: 1 << 24,
      ...(signal && { signal }),
    });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const told = stderr.trim().split('\n').at(-1);
    throw new Error(`go install failed: ${told || message}`, { cause: error });
  }
}

async function unpackRelease(
  folder: string,
  program: string,
  { onStep, env = process.env, signal }: InstallOptions,
): Promise<void> {
  onStep?.(`download the release ${COMETBFT_VERSION} of CometBFT`);
  writeFileSync(join(folder, program), await downloadRelease(env.ALLO_COMETBFT_RELEASES, signal), { mode: 0o755 });
}

/**
 * Gets the pinned CometBFT into the tool's cache: built by Go where there is one, else from the official release archive.
 * It is there whole or not at all.
 * @throws NodeError `cometbft-install` with what was tried and why it failed
 */
export async function installCometBft(options: InstallOptions = {}): Promise<CometBft> {
  const { env = process.env, signal } = options;
  const target = cometCache(env);
  const program = basename(target);
  mkdirSync(dirname(target), { recursive: true });
  const folder = mkdtempSync(join(dirname(target), 'installing-'));
  const faults: string[] = [];
  try {
    for (const get of [buildWithGo, (into: string, how: InstallOptions) => unpackRelease(into, program, how)]) {
      try {
        await get(folder, options);
        const version = await checkCometBft(join(folder, program));
        renameSync(join(folder, program), target);
        return { path: target, version, from: 'cache' };
      } catch (error) {
        if (signal?.aborted) throw error;
        faults.push((error as Error).message);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  throw new NodeError('cometbft-install', `CometBFT ${COMETBFT_VERSION} could not be installed: ${faults.join('; ')}.`);
}

/** The CometBFT to use, installed where there is none. @throws NodeError `cometbft-install` */
export async function ensureCometBft(options: InstallOptions = {}): Promise<CometBft> {
  return (await lookForCometBft(options.env)).found ?? (await installCometBft(options));
}
