import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519 } from '../../wire/index.ts';
import { NodeError } from '../errors.ts';
import { nodeId, readSeed } from './keys.ts';
import { paths } from './paths.ts';
import type { NodeHome, NodeSettings } from './types.ts';

export const cometLog = (home: string): string => join(paths(home).logs, 'cometbft.log');
export const nodeLog = (home: string): string => join(paths(home).logs, 'application.log');

function readJson<T>(path: string, home: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new NodeError('home-missing', `${home} holds no node: ${path} is missing.`, { cause });
    }
    throw new NodeError('home-damaged', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** What a node home is. @throws NodeError `home-missing`, `home-damaged` */
export function readHome(home: string): NodeHome {
  const files = paths(home);
  const settings = readJson<NodeSettings>(files.settings, home);
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
