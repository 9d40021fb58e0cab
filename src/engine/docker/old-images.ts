import type Docker from 'dockerode';
import { ignoreGone } from './client.ts';
import { REPOSITORY } from './image.ts';

/**
 * Removes the images of validators that an older build of allo made and that no container uses: the newest of each origin stays.
 * @returns their names
 */
export async function removeOldImages(docker: Pick<Docker, 'listImages' | 'getImage'>): Promise<string[]> {
  const images = await docker.listImages({ filters: { reference: [REPOSITORY] } });
  const seen = new Set<string>();
  const removed: string[] = [];
  for (const { RepoTags, Labels } of images.sort((a, b) => b.Created - a.Created)) {
    const origin = Labels?.['network.allokit.image'] ?? '';
    const newest = !seen.has(origin);
    seen.add(origin);
    for (const tag of newest ? [] : (RepoTags ?? [])) {
      // 409: a container uses it.
      if (
        await docker
          .getImage(tag)
          .remove()
          .then(() => true, ignoreGone)
      )
        removed.push(tag);
    }
  }
  return removed;
}
