import type Docker from 'dockerode';
import { harmless, LABELS } from './client.ts';

export interface Removed {
  readonly containers: string[];
  readonly networks: string[];
}

/** Removes every container and network of the devnet of that home; of every devnet of this tool where none is given. */
export async function removeFromDocker(docker: Docker, home?: string): Promise<Removed> {
  const filters = { label: [home === undefined ? LABELS.home : `${LABELS.home}=${home}`] };
  const containers = await docker.listContainers({ filters, all: true });
  await Promise.all(
    containers.map(async ({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(ignoreGone)),
  );
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(async ({ Id }) => docker.getNetwork(Id).remove().catch(ignoreGone)));
  return {
    containers: containers.map(({ Names }) => (Names[0] ?? '').replace(/^\//, '')),
    networks: networks.map(({ Name }) => Name),
  };
}

function ignoreGone(error: unknown): void {
  // 409: its removal is under way already.
  if (!harmless(error) && (error as { statusCode?: number }).statusCode !== 409) throw error;
}
