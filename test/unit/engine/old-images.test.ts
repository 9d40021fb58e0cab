import { expect, test } from 'vitest';
import { removeOldImages } from '../../../src/engine/docker/old-images.ts';

test('of the images of validators the newest of each origin stays, and what a container uses', async () => {
  const image = (tag: string, origin: string, Created: number) => ({
    RepoTags: [tag],
    Labels: { 'network.allokit.image': origin },
    Created,
  });
  const removed: string[] = [];
  const docker = {
    listImages: async () => [
      image('old', 'host', 1),
      image('new', 'host', 4),
      image('used', 'host', 3),
      image('built', 'registry', 2),
    ],
    getImage: (tag: string) => ({
      remove: async () => {
        if (tag === 'used') throw Object.assign(new Error('conflict'), { statusCode: 409 });
        removed.push(tag);
      },
    }),
  };
  expect(await removeOldImages(docker)).toEqual(['old']);
  expect(removed).toEqual(['old']);
});
