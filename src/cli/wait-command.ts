import type { AlloraClient } from '../client/client.ts';
import { ChainCommand, type Connection } from './chain-command.ts';
import { durationFlag } from './flags.ts';

/** The two limits of every `allo wait`. */
export const waitFlags = {
  timeout: durationFlag({ description: 'Give up after so long, such as 90s (default: 5m)' }),
  'no-progress': durationFlag({ description: 'Give up when the network makes no block for so long (default: 30s)' }),
};

interface Limits {
  readonly timeout?: bigint | undefined;
  readonly 'no-progress'?: bigint | undefined;
}

/** `allo wait …`: exit code 0 when it is there, 6 when a limit is reached. */
export abstract class WaitCommand extends ChainCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  /** Looks now and after every block, until `look` finds something. @throws ClientError `waited`, `stalled` */
  protected async until<T>(
    { client }: Connection,
    limits: Limits,
    what: string,
    look: (client: AlloraClient, height: bigint) => Promise<T | undefined>,
  ): Promise<T> {
    const { waitUntil } = await import('../client/wait.ts');
    const interrupted = new AbortController();
    const forget = this.onInterrupt(() => interrupted.abort());
    const ms = (limit: bigint | undefined, usual: number) => (limit === undefined ? usual : Number(limit / 1_000_000n));
    const timeoutMs = ms(limits.timeout, 300_000);
    const stallMs = ms(limits['no-progress'], 30_000);
    try {
      const options = { what, timeoutMs, stallMs, signal: interrupted.signal };
      return await waitUntil(client, options, (height, limited) => look(limited, height));
    } finally {
      forget();
    }
  }
}
