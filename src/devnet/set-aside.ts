import { existsSync, renameSync, rmSync } from 'node:fs';
import { DevnetError } from './errors.ts';
import { damagedFolder, dataFolder, devnetHome } from './paths.ts';
import { readDevnet } from './registry.ts';

/**
 * Does something that replaces the chain of a devnet. Where a stopped one cannot be opened because its data is damaged,
 * that data is put aside and the devnet begins again at its genesis for it; if it fails all the same, the data comes back.
 * @returns with the result, the folder that the damaged data is kept in, where that was so.
 */
export async function withChainAside<T>(
  name: string,
  act: () => Promise<T>,
): Promise<{ result: T; aside: string | null }> {
  try {
    return { result: await act(), aside: null };
  } catch (error) {
    if (!(error instanceof DevnetError && error.kind === 'damaged') || (await readDevnet(name))) throw error;
    const home = devnetHome(name);
    const [data, aside] = [dataFolder(home), damagedFolder(home)];
    if (!existsSync(data)) throw error;
    rmSync(aside, { recursive: true, force: true });
    renameSync(data, aside);
    try {
      return { result: await act(), aside };
    } catch (again) {
      rmSync(data, { recursive: true, force: true });
      renameSync(aside, data);
      throw again;
    }
  }
}

/**
 * Goes back to a height of a stopped devnet whose later heights are damaged, without opening them. The damaged data is kept.
 * @returns the folder that it is kept in.
 * @throws DevnetError `height` where that height is not whole.
 */
export async function rewindDamaged(name: string, height: number): Promise<string> {
  const { cutStore } = await import('./doctor/ask-store.ts');
  const home = devnetHome(name);
  await cutStore(home, height);
  return damagedFolder(home);
}
