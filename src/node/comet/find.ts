import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { NodeError } from '../errors.ts';

/** The version that is installed, and that everything is tested with. */
export const COMETBFT_VERSION = '0.38.26';

/** Any release of this line speaks the protocol. */
const LINE = /^0\.38\.\d+(\+|-|$)/;
const ABCI = /^2\.0\./;
const BLOCK_PROTOCOL = 11;
const ANSWER_MS = 20_000;

export interface CometBft {
  readonly path: string;
  /** As it says itself, e.g. `0.38.26`. */
  readonly version: string;
  /** Named by ALLO_COMETBFT, on PATH, or in the tool's cache. */
  readonly from: 'environment' | 'path' | 'cache';
}

/** A program of that name that cannot be used, and why. */
export interface Unsuitable {
  readonly path: string;
  readonly why: string;
}

const program = process.platform === 'win32' ? 'cometbft.exe' : 'cometbft';

/** Where the tool keeps the CometBFT that it got itself: below `$XDG_CACHE_HOME`, else `~/.cache`. */
export function cometCache(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env.XDG_CACHE_HOME;
  const base = cache && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return join(base, 'allokit', 'cometbft', `v${COMETBFT_VERSION}`, program);
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version of a CometBFT that speaks our protocol. @throws NodeError `cometbft-unsuitable` with the reason */
export async function checkCometBft(path: string): Promise<string> {
  const refuse = (why: string): never => {
    throw new NodeError('cometbft-unsuitable', why);
  };
  let text: string;
  try {
    text = (await promisify(execFile)(path, ['version', '--verbose'], { timeout: ANSWER_MS })).stdout;
  } catch (cause) {
    return refuse(`it does not run: ${(cause as Error).message.split('\n')[0]}`);
  }
  let said: { cometbft?: unknown; abci?: unknown; block_protocol?: unknown };
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    return refuse('it does not tell its version as CometBFT does');
  }
  if (typeof said.cometbft !== 'string' || !LINE.test(said.cometbft)) {
    refuse(`it is version ${said.cometbft}, wanted is 0.38, best ${COMETBFT_VERSION}`);
  }
  if (typeof said.abci !== 'string' || !ABCI.test(said.abci) || said.block_protocol !== BLOCK_PROTOCOL) {
    refuse(
      `it speaks ABCI ${said.abci} and block protocol ${said.block_protocol}, wanted are 2.0 and ${BLOCK_PROTOCOL}`,
    );
  }
  return said.cometbft as string;
}

/** Where a CometBFT may be, the one that was named first. */
function* candidates(env: NodeJS.ProcessEnv): Generator<Pick<CometBft, 'path' | 'from'>> {
  if (env.ALLO_COMETBFT) {
    yield { path: env.ALLO_COMETBFT, from: 'environment' };
    return;
  }
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (isAbsolute(folder) && runnable(path)) yield { path, from: 'path' };
  }
  const cached = cometCache(env);
  if (runnable(cached)) yield { path: cached, from: 'cache' };
}

/** Looks for a CometBFT that can be used: named by ALLO_COMETBFT, on PATH, in the tool's cache; what was passed over, and why. */
export async function lookForCometBft(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ found: CometBft | null; unsuitable: Unsuitable[] }> {
  const unsuitable: Unsuitable[] = [];
  for (const candidate of candidates(env)) {
    try {
      return { found: { ...candidate, version: await checkCometBft(candidate.path) }, unsuitable };
    } catch (error) {
      if (!(error instanceof NodeError)) throw error;
      unsuitable.push({ path: candidate.path, why: error.message });
    }
  }
  return { found: null, unsuitable };
}

/** The CometBFT to use. @throws NodeError `cometbft-missing`, naming those that cannot be used */
export async function findCometBft(env: NodeJS.ProcessEnv = process.env): Promise<CometBft> {
  const { found, unsuitable } = await lookForCometBft(env);
  if (found) return found;
  const passed = unsuitable.map(({ path, why }) => ` ${path} cannot be used: ${why}.`).join('');
  throw new NodeError('cometbft-missing', `CometBFT ${COMETBFT_VERSION} is missing.${passed}`);
}
