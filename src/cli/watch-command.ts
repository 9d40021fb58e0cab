import { integer, string } from '@oclif/core/flags';
import type { WatchedBlock } from '../client/watch.ts';
import { ChainCommand, type Connection, parseHeight } from './chain-command.ts';
import { visibleLine } from './visible.ts';

/** What every `watch` takes. */
export const watchFlags = {
  height: string({
    description: 'Begin with this block, as far as the node keeps it (default: the next one)',
    parse: async (text) => parseHeight(text).toString(),
  }),
  limit: integer({ description: 'End after so many lines', min: 1 }),
};

interface WatchFlags {
  readonly height?: string | undefined;
  readonly limit?: number | undefined;
}

/** Commands that go on until they are interrupted, a line for each thing that happens; with `--json` one document a line. */
export abstract class WatchCommand extends ChainCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  /** Hands every block to `tell`, which calls `line` for what it has to say. */
  protected async watch(
    { client }: Connection,
    { height, limit }: WatchFlags,
    tell: (block: WatchedBlock, line: (text: string, document: object) => void) => Promise<void> | void,
  ): Promise<void> {
    const { watchBlocks } = await import('../client/watch.ts');
    const over = new AbortController();
    const forget = this.onInterrupt(() => over.abort());
    let lines = 0;
    const line = (text: string, document: object) => {
      if (over.signal.aborted) return;
      process.stdout.write(`${this.jsonEnabled() ? JSON.stringify(document) : visibleLine(text)}\n`);
      lines += 1;
      if (lines === limit) over.abort();
    };
    let pushed = false;
    const onLink = (link: 'websocket' | 'polling') => {
      if (link === 'polling') this.note('The node does not push its news; it is asked every second.');
      else if (pushed) this.note('The node pushes its news again.');
      pushed = true;
    };
    const start = height === undefined ? undefined : BigInt(height);
    for await (const block of watchBlocks(client, { start, signal: over.signal, onLink })) await tell(block, line);
    forget();
  }
}
