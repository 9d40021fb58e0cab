import { type AbciEvent, txHash } from '../wire/index.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { type Link, News } from './news.ts';
import { unlessTrouble } from './optional.ts';
import type { BlockResults } from './rpc-types.ts';

/** An event of a block, and the transaction that it comes from, if any. */
export interface WatchedEvent {
  readonly event: AbciEvent;
  /** Upper-case hex. */
  readonly txHash: string | null;
}

export interface WatchedBlock {
  readonly height: bigint;
  /** In the order of execution: those of transactions, then those of the block. Failed transactions say nothing. */
  readonly events: readonly WatchedEvent[];
}

export interface WatchOptions {
  /** First block to tell of; the next one where absent. */
  readonly start?: bigint | undefined;
  readonly signal: AbortSignal;
  /** Told when the way in which news come changes: pushed by the node, or asked for. */
  readonly onLink?: (link: Link) => void;
}

/**
 * Every block from `start` on, each once and in order. A websocket says when there is a new one; while there is none, the
 * node is asked once a second. What is told always comes from `block_results`, so nothing is lost while the link is down.
 * @throws ClientError `unreachable`, `timeout` or `bad-answer` where there is no node to begin with, `not-found` where the node no longer
 *   keeps a block that was asked for
 */
export async function* watchBlocks(client: AlloraClient, options: WatchOptions): AsyncGenerator<WatchedBlock> {
  const { signal } = options;
  // Whoever does not answer at all is no node that is being restarted.
  const height = await client.height();
  const news = new News(client, options);
  try {
    let next = options.start ?? height + 1n;
    while (!signal.aborted) {
      const latest = await unlessTrouble(client.height());
      while (latest !== undefined && next <= latest && !signal.aborted) {
        const block = await unlessTrouble(blockEvents(client, next));
        if (!block) break;
        yield block;
        next += 1n;
        news.happened();
      }
      await news.next();
    }
  } finally {
    news.close();
  }
}

/**
 * What one block says.
 * @throws ClientError `not-found` where the node does not keep it (any more)
 */
export async function blockEvents(client: AlloraClient, height: bigint): Promise<WatchedBlock> {
  let results: BlockResults;
  try {
    results = await client.blockResults(height);
  } catch (cause) {
    if (!(cause instanceof ClientError && cause.kind === 'rpc')) throw cause;
    throw new ClientError('not-found', `the node does not keep block ${height}: ${cause.message}`, { cause });
  }
  const succeeded = (results.txs_results ?? []).map((result) => (result.code === 0 ? (result.events ?? []) : []));
  const hashes = succeeded.some((events) => events.length > 0) ? await hashesOf(client, height) : [];
  return {
    height,
    events: [
      ...succeeded.flatMap((events, i) => events.map((event) => ({ event, txHash: hashes[i] ?? null }))),
      ...(results.finalize_block_events ?? []).map((event) => ({ event, txHash: null })),
    ],
  };
}

async function hashesOf(client: AlloraClient, height: bigint): Promise<string[]> {
  const { block } = await client.rpc.call<{ block: { data: { txs: readonly string[] | null } } }>('block', {
    height: height.toString(),
  });
  return (block.data.txs ?? []).map((tx) => txHash(Buffer.from(tx, 'base64')));
}
