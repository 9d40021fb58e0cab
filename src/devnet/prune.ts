import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DockerLeftovers } from '../engine/docker/remove.ts';
import { endLeftovers } from '../node/supervise/process-file.ts';
import { listens } from './control/client.ts';
import { neverCameUp, removeUnborn } from './first-start.ts';
import { controlSocket, dataFolder, devnetHome, devnetsDirectory, stateFile } from './paths.ts';
import { forget, homes, readDevnet } from './registry.ts';

/** What a devnet left that was not ended in order, and that is gone now. */
export interface PrunedDevnet {
  name: string;
  home: string;
  /** Ids of processes. */
  processes: number[];
  /** Names of containers and networks. */
  containers: string[];
  networks: string[];
  /** Files that only a running devnet has, and the home of one that never came up. */
  files: string[];
}

/**
 * Ends and removes what a devnet that does not run any more left: processes and containers of its validators, sockets,
 * state. The home with its chain and log stays. Null where it runs, or where nothing is left.
 */
export async function pruneDevnet(name: string): Promise<PrunedDevnet | null> {
  const home = devnetHome(name);
  const own = [stateFile(home), controlSocket(home)].filter((path) => existsSync(path));
  // One that starts has no state file yet, but listens on its socket.
  if ((await readDevnet(name)) || (await listens(controlSocket(home)))) return null;
  forget(home);
  const ended = await Promise.all(nodeHomes(home).map((node) => endLeftovers(node)));
  const processes = ended.flat();
  const { containers, networks } = await withDocker((docker) => docker.remove(home));
  const files = own.filter((path) => !existsSync(path));
  if (processes.length + containers.length + networks.length + files.length === 0) return null;
  return { name, home, processes, containers, networks, files };
}

/** Every devnet's leftovers, also of those whose home is gone; what is running stays untouched. */
export async function pruneAll(): Promise<PrunedDevnet[]> {
  const known = await withDocker((docker) => docker.homes());
  const inDocker = known.homes.filter((home) => dirname(home) === devnetsDirectory());
  const names = new Set([...homes(), ...inDocker.map((home) => home.slice(devnetsDirectory().length + 1))]);
  const pruned: PrunedDevnet[] = [];
  for (const name of [...names].sort()) {
    const one = await pruneDevnet(name);
    const unborn = await pruneUnborn(name);
    if (one || unborn.length > 0) {
      const none = { name, home: devnetHome(name), processes: [], containers: [], networks: [], files: [] };
      pruned.push({ ...none, ...one, files: [...(one?.files ?? []), ...unborn] });
    }
  }
  return pruned;
}

/** Removes the chain of a devnet that does not run and that never came up; what was removed. */
async function pruneUnborn(name: string): Promise<string[]> {
  const home = devnetHome(name);
  if (!neverCameUp(home) || (await readDevnet(name)) || (await listens(controlSocket(home)))) return [];
  removeUnborn(home);
  return [existsSync(home) ? dataFolder(home) : home];
}

/** The homes of a devnet's validators. */
function nodeHomes(home: string): string[] {
  const data = dataFolder(home);
  if (!existsSync(data)) return [];
  const entries = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(data, name)).filter((path) => existsSync(join(path, 'processes.json')));
}

const NOTHING: DockerLeftovers = { containers: [], networks: [], homes: [] };

/** Asks Docker, where there is one. */
async function withDocker(
  act: (docker: {
    remove(home: string): Promise<DockerLeftovers>;
    homes(): Promise<DockerLeftovers>;
  }) => Promise<DockerLeftovers>,
): Promise<DockerLeftovers> {
  const { dockerLeftovers } = await import('../engine/docker/remove.ts');
  const docker = await dockerLeftovers();
  return docker ? act(docker) : NOTHING;
}

/** Removes the images that older builds of allo made and that no container uses; their names. */
export async function pruneImages(): Promise<string[]> {
  const { dockerLeftovers } = await import('../engine/docker/remove.ts');
  return (await (await dockerLeftovers())?.removeOldImages()) ?? [];
}
