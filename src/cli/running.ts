import { devnetHome, planFile } from '../devnet/paths.ts';
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
  const { existsSync } = await import('node:fs');
  const stopped = existsSync(planFile(devnetHome(name)));
  throw new AlloError('noDevnet', stopped ? `Devnet "${name}" is stopped.` : `No devnet "${name}" runs.`, {
    hint: stopped ? `Go on with it: \`allo devnet up${named}\`.` : `Start it with \`allo devnet up${named}\`.`,
  });
}
