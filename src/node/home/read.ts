import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '../../wire/index.ts';
import { NodeError } from '../errors.ts';
import { nodeId, readSeed } from './keys.ts';
import { paths } from './paths.ts';
import type { NodeHome, NodeSettings } from './types.ts';

export const cometLog = (home: string): string => join(paths(home).logs, 'cometbft.log');
export const nodeLog = (home: string): string => join(paths(home).logs, 'application.log');

function read<T>(path: string, home: string, as: (text: string) => T): T {
  try {
    return as(readFileSync(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new NodeError('home-missing', `${home} holds no node: ${path} is missing.`, { cause });
    }
    throw new NodeError('home-damaged', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Whether CometBFT is told to begin with a snapshot: its own file, which may have been changed by hand. @throws NodeError `home-missing` */
export function beginsWithSnapshot(home: string): boolean {
  return read(paths(home).config, home, (text) => /^\[statesync\][^[]*^enable = true/m.test(text));
}

/** What a node home is. @throws NodeError `home-missing`, `home-damaged` */
export function readHome(home: string): NodeHome {
  const files = paths(home);
  const settings = read<NodeSettings>(files.settings, home, JSON.parse);
  if (settings.version !== 1) throw new NodeError('home-damaged', `${files.settings} is of an unknown version.`);
  const seed = (path: string): Uint8Array => {
    const found = readSeed(path);
    if (!found) throw new NodeError('home-missing', `${home} holds no whole node: ${path} is missing.`);
    return found;
  };
  return {
    home,
    nodeId: nodeId(seed(files.nodeKey)),
    validatorKey: ed25519.publicKey(seed(files.validatorKey)),
    settings,
  };
}
