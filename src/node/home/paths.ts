import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** The files of a node home. `config` and `data` are CometBFT's own layout. */
export const paths = (home: string) => ({
  settings: join(home, 'node.json'),
  config: join(home, 'config', 'config.toml'),
  genesis: join(home, 'config', 'genesis.json'),
  nodeKey: join(home, 'config', 'node_key.json'),
  validatorKey: join(home, 'config', 'priv_validator_key.json'),
  validatorState: join(home, 'data', 'priv_validator_state.json'),
  store: join(home, 'data', 'chain.mdb'),
  snapshots: join(home, 'data', 'snapshots'),
  processes: join(home, 'processes.json'),
  /** Where CometBFT puts what it needs only while it runs. */
  scratch: join(home, 'data', 'scratch'),
  logs: join(home, 'logs'),
});

/** Unix socket addresses hold about this many bytes (104 on macOS, 108 on Linux, with a final zero). */
const SOCKET_PATH_LIMIT = 103;

/**
 * Where the application listens for CometBFT: in the home, or, where that path is too long for a socket, in a short
 * directory under `$XDG_RUNTIME_DIR` or the temporary directory.
 */
export function abciSocket(home: string): string {
  const own = join(home, 'abci.sock');
  if (Buffer.byteLength(own) <= SOCKET_PATH_LIMIT) return own;
  const id = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const runtime = process.env.XDG_RUNTIME_DIR;
  return join(runtime && isAbsolute(runtime) ? runtime : tmpdir(), `allokit-${id}`, 'abci.sock');
}

/** Removes the socket of a node that does not run, and the directory that was made for it alone. */
export function removeSocket(home: string): void {
  const socket = abciSocket(home);
  rmSync(dirname(socket) === home ? socket : dirname(socket), { recursive: true, force: true });
}
