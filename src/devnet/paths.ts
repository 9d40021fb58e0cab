import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where devnets and other data live: `ALLO_HOME`, else `$XDG_DATA_HOME/allokit` (relative values do not count, as XDG says). */
export function dataDirectory(): string {
  const own = process.env.ALLO_HOME;
  if (own) return resolve(own);
  const data = process.env.XDG_DATA_HOME;
  return join(data && isAbsolute(data) ? data : join(homedir(), '.local', 'share'), 'allokit');
}

/** Where the homes of all devnets lie. */
export function devnetsDirectory(): string {
  return join(dataDirectory(), 'devnets');
}

/** The home of the devnet of that name. */
export function devnetHome(name: string): string {
  return join(devnetsDirectory(), name);
}

/** The files of a devnet's home. */
export const stateFile = (home: string): string => join(home, 'devnet.json');
export const logFile = (home: string): string => join(home, 'daemon.log');
export const genesisFile = (home: string): string => join(home, 'genesis.json');
export const namesFile = (home: string): string => join(home, 'names.json');
export const planFile = (home: string): string => join(home, 'chain.json');
/** There from when a chain is planted until it came up for the first time. */
export const startingFile = (home: string): string => join(home, 'starting');
/** The chain's store lies in here, and what is derived from it. */
export const dataFolder = (home: string): string => join(home, 'data');
/** Where damaged data is kept once something else took its place. */
export const damagedFolder = (home: string): string => join(home, 'data.damaged');
/** Where a store is made ready that takes the place of a damaged one, and where one is copied to be read. */
export const partialFolder = (home: string): string => join(home, 'data.partial');
export const checkedFolder = (home: string): string => join(home, 'data.checked');
export const snapshotsFolder = (home: string): string => join(home, 'snapshots');

/** Unix socket addresses hold about this many bytes (104 on macOS, 108 on Linux, with a final zero). */
const SOCKET_PATH_LIMIT = 103;

/**
 * Where the control socket of a devnet is: in its home, or, where that path is too long for a socket, in a short
 * directory of this user's under `$XDG_RUNTIME_DIR` or the temporary directory.
 */
export function controlSocket(home: string): string {
  const id = createHash('sha256').update(home).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\allokit-${id}`;
  const own = join(home, 'control.sock');
  if (Buffer.byteLength(own) <= SOCKET_PATH_LIMIT) return own;
  const runtime = process.env.XDG_RUNTIME_DIR;
  const short = runtime && isAbsolute(runtime) ? join(runtime, `allokit-${id}`) : join(tmpdir(), `allokit-${id}`);
  return join(short, 'control.sock');
}
