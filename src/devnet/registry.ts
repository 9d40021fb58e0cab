import type { DevnetState } from './types.ts';

/** The devnet of that name if it runs, else null. A state file whose process is gone is removed together with its socket. */
export async function readDevnet(_name: string): Promise<DevnetState | null> {
  return null;
}

/** Every running devnet, by name. */
export async function listDevnets(): Promise<DevnetState[]> {
  return [];
}
