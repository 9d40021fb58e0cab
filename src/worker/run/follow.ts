import type { ActorBlock } from './block.ts';
import type { Clock } from './clock.ts';

export interface Following {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** The block to begin with: at the start, after a rewind, and where the one that was wanted is not kept. */
  next(): bigint;
  /** Called at every beginning: a signal that asks for another one, because the chain was taken back or has moved. */
  restart(): AbortSignal;
  blocks(start: bigint, signal: AbortSignal): AsyncIterable<ActorBlock>;
  take(block: ActorBlock): void;
}

const AGAIN_MS = 500;

/** Reads every block, whatever happens to the link, until it is told to stop. */
export async function follow({ clock, stop, next, restart, blocks, take }: Following): Promise<void> {
  let wanted = next();
  while (!stop.aborted) {
    const again = restart();
    try {
      for await (const block of blocks(wanted, AbortSignal.any([stop, again]))) {
        take(block);
        wanted = block.height + 1n;
        if (stop.aborted || again.aborted) break;
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ClientError')) throw error;
      if ((error as { kind?: string }).kind === 'not-found') wanted = next();
    }
    // After a rewind the wanted block lies above the chain.
    if (again.aborted && wanted > next()) wanted = next();
    if (!stop.aborted) await clock.pause(AGAIN_MS, stop);
  }
}
