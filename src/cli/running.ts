import { readDevnet } from '../devnet/registry.ts';
import type { DevnetState } from '../devnet/types.ts';
import { checkDevnetName } from './devnet-options.ts';
import { AlloError } from './errors.ts';

/**
 * The running devnet of that name.
 * @throws AlloError noDevnet, saying how to start it.
 */
export async function runningDevnet(name: string): Promise<DevnetState> {
  checkDevnetName(name);
  const state = await readDevnet(name);
  if (state) return state;
  const named = name === 'default' ? '' : ` --name ${name}`;
  throw new AlloError('noDevnet', `No devnet "${name}" runs.`, { hint: `Start it with \`allo devnet up${named}\`.` });
}
