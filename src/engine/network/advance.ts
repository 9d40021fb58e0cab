import { setTimeout as pause } from 'node:timers/promises';
import { ClientError } from '../../client/errors.ts';
import { RpcClient } from '../../client/rpc.ts';
import { parseTime } from '../embedded/index.ts';

/** How often the height is asked for. */
const EVERY_MS = 20;

interface Waiting {
  readonly signal: AbortSignal;
  readonly onHeight?: (height: bigint) => void;
}

/** Waits until a node of the network has executed that block, or for the signal; returns the latest block seen. */
export async function waitForHeight(
  rpcs: readonly string[],
  wanted: bigint,
  { signal, onHeight }: Waiting,
): Promise<{ height: bigint; time: bigint }> {
  const rpc = new RpcClient(rpcs, { timeoutMs: 1_000 });
  const latest = { height: 0n, time: 0n };
  while (!signal.aborted) {
    try {
      // Executed first: what is asked for a height shall find its state, which comes after the block.
      const [{ response }, { sync_info: at }] = (await rpc.batch<unknown>([
        { method: 'abci_info' },
        { method: 'status' },
      ])) as [{ response: { last_block_height?: string } }, { sync_info: { latest_block_time: string } }];
      const height = BigInt(response.last_block_height ?? '0');
      if (height > latest.height) {
        Object.assign(latest, { height, time: parseTime(at.latest_block_time) ?? 0n });
        onHeight?.(height);
      }
      if (height >= wanted) break;
      // One that is behind the others is not worth waiting for.
      if (height < latest.height) rpc.next();
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return latest;
}
