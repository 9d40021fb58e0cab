import type { ImageFrom } from './types.ts';

/** Where the image of validators comes from where nothing is said: this machine, where it can run in a container. */
export function defaultImageFrom(): ImageFrom {
  return process.platform === 'linux' ? 'host' : 'registry';
}
