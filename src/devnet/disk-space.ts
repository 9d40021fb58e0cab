import { statfsSync } from 'node:fs';

/** Below this a block, or a start, may find no room. */
const LEAST_BYTES = 16 * 1024 * 1024;

/** What is free on the disk that a path lies on, in bytes. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** True where there may be too little room to go on. */
export function isScarce(bytes: number): boolean {
  return bytes < LEAST_BYTES;
}
