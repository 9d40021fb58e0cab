import { readFileSync } from 'node:fs';
import type { GenesisDoc } from '../engine/genesis-doc.ts';
import { DevnetError } from './errors.ts';
import { genesisFile } from './paths.ts';

/** The genesis of the chain that a home holds, for a chain that has no data yet or no longer. @throws DevnetError `damaged` */
export function plantedGenesis(home: string): GenesisDoc {
  const path = genesisFile(home);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as GenesisDoc;
  } catch (cause) {
    throw new DevnetError('damaged', `${path}, which the chain begins with, cannot be read.`, {
      hint: 'Remove the chain with `allo devnet down --purge`, which removes its snapshots too.',
      cause,
    });
  }
}
