import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftovers } from '../node/supervise/process-file.ts';
import { controlSocket, dataFolder, devnetHome, stateFile } from './paths.ts';
import { forget, homes, readDevnet } from './registry.ts';

/** What a devnet left that was not ended in order. */
export interface PrunedDevnet {
  name: string;
  home: string;
  /** Processes that were ended. */
  processes: number[];
  /** Names of containers and networks that were removed. */
  containers: string[];
  networks: string[];
  /** Files that only a running devnet has. */
  files: string[];
}

/**
 * Ends and removes what a devnet that does not run any more left: processes of its validators, sockets, state. The home
 * with its chain and log stays. Null where it runs, or where nothing is left.
 */
export async function pruneDevnet(name: string): Promise<PrunedDevnet | null> {
  const home = devnetHome(name);
  const own = [stateFile(home), controlSocket(home)].filter((path) => existsSync(path));
  if (await readDevnet(name)) return null;
  forget(home);
  const processes: number[] = [];
  for (const node of nodeHomes(home)) processes.push(...(await endLeftovers(node)));
  const files = own.filter((path) => !existsSync(path));
  if (processes.length + files.length === 0) return null;
  return { name, home, processes, containers: [], networks: [], files };
}

/** Every devnet's leftovers; what is running stays untouched. */
export async function pruneAll(): Promise<PrunedDevnet[]> {
  const pruned: PrunedDevnet[] = [];
  for (const name of homes()) {
    const one = await pruneDevnet(name);
    if (one) pruned.push(one);
  }
  return pruned;
}

/** The homes of a devnet's validators. */
export function nodeHomes(home: string): string[] {
  const data = dataFolder(home);
  if (!existsSync(data)) return [];
  const entries = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(data, name)).filter((path) => existsSync(join(path, 'processes.json')));
}
