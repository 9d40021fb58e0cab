import type { AlloraClient } from '../client/client.ts';
import { advanceTo, type Movable } from '../devnet/advance.ts';

/** How the story comes from one block to a later one. */
export interface Pace {
  /** True where a block is made only when the story asks for it: what was sent together stands in one block. */
  readonly byHand: boolean;
  /** What that time is spent on, for the closing words. */
  readonly name: string;
  /** Resolves with the height where the chain has executed the block of that height or, where it goes on by itself, a later one. */
  reach(height: bigint): Promise<bigint>;
}

/** A devnet that makes blocks by hand. */
export function handPace(devnet: Movable): Pace {
  return {
    byHand: true,
    name: 'making blocks',
    reach: async (height) => BigInt((await advanceTo(devnet, height)).height),
  };
}

/** How often the height is asked for, and how long a network may go without a block. */
const ASK_EVERY_MS = 15;
const PATIENCE_MS = 120_000;

/** A network that makes blocks by itself. */
export function networkPace(client: AlloraClient): Pace {
  return {
    byHand: false,
    name: 'waiting for blocks',
    async reach(height) {
      const { ClientError } = await import('../client/errors.ts');
      let latest = { height: 0n, at: performance.now() };
      for (;;) {
        const now = await client.height();
        if (now >= height) return now;
        if (now > latest.height) latest = { height: now, at: performance.now() };
        if (performance.now() - latest.at > PATIENCE_MS) {
          throw new ClientError('timeout', `no block after ${now} within ${PATIENCE_MS / 1000} s`);
        }
        await new Promise((again) => setTimeout(again, ASK_EVERY_MS));
      }
    },
  };
}
