import { existsSync } from 'node:fs';
import type Docker from 'dockerode';
import { connectDocker, ignoreGone, LABELS } from './client.ts';
import { removeOldImages } from './old-images.ts';

export interface DockerLeftovers {
  /** Names. */
  readonly containers: string[];
  readonly networks: string[];
  /** Homes of the devnets that they are of. */
  readonly homes: string[];
}

const filterOf = (home: string | undefined) => ({
  label: [home === undefined ? LABELS.home : `${LABELS.home}=${home}`],
});

/** Removes every container and network of the devnet of that home. */
export async function removeFromDocker(docker: Docker, home: string): Promise<DockerLeftovers> {
  const filters = filterOf(home);
  const containers = await docker.listContainers({ filters, all: true });
  await Promise.all(
    containers.map(async ({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreGone)),
  );
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(async ({ Id }) => docker.getNetwork(Id).remove().catch(ignoreGone)));
  return {
    containers: containers.map(({ Names }) => (Names[0] ?? '').replace(/^\//, '')),
    networks: networks.map(({ Name }) => Name),
    homes: [home],
  };
}

/** What devnets have in Docker; null where no Docker answers. */
export async function dockerLeftovers() {
  const remote = process.env.DOCKER_HOST !== undefined || process.platform === 'win32';
  // Loading the client takes a while: not where there is nobody to talk to.
  if (!remote && !existsSync('/var/run/docker.sock')) return null;
  const docker = await connectDocker().catch(() => null);
  if (!docker) return null;
  return {
    remove: (home: string) => removeFromDocker(docker, home),
    removeOldImages: () => removeOldImages(docker),
    async homes(): Promise<DockerLeftovers> {
      const filters = filterOf(undefined);
      const [containers, networks] = await Promise.all([
        docker.listContainers({ filters, all: true }),
        docker.listNetworks({ filters }),
      ]);
      const homes = new Set([...containers, ...networks].map(({ Labels }) => Labels[LABELS.home] ?? ''));
      return { containers: [], networks: [], homes: [...homes] };
    },
  };
}
