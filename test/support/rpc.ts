import { setTimeout as pause } from 'node:timers/promises';

/** One call of a node's RPC. */
export async function rpc<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}/${path}`);
  const { result, error } = (await response.json()) as { result?: T; error?: { message: string; data?: string } };
  if (result === undefined) throw new Error(`${path}: ${error?.message} ${error?.data ?? ''}`);
  return result;
}

interface SyncInfo {
  latest_block_height: string;
  earliest_block_height: string;
}

/** The latest height of a node; 0 while it does not answer. */
export async function heightOf(url: string): Promise<number> {
  try {
    return Number((await rpc<{ sync_info: SyncInfo }>(url, 'status')).sync_info.latest_block_height);
  } catch {
    return 0;
  }
}

/** Waits until a node has made a height; for as long as the test has. */
export async function reached(url: string, height: number): Promise<void> {
  while ((await heightOf(url)) < height) await pause(50);
}

/** The app hash that the header of a height carries: of the state after the height before it. */
export async function appHashIn(url: string, height: number): Promise<string> {
  const { block } = await rpc<{ block: { header: { app_hash: string } } }>(url, `block?height=${height}`);
  return block.header.app_hash;
}
