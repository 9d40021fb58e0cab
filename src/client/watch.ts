import { type AbciEvent, txHash } from '../wire/index.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
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
  readonly onLink?: (link: 'websocket' | 'polling') => void;
}

/** How often the node is asked where it does not push. */
const POLL_MS = 1_000;
/** How long until a lost websocket is tried again: longer every time, up to the last. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * Every block from `start` on, each once and in order. A websocket says when there is a new one; while there is none, the
 * node is asked once a second. What is told always comes from `block_results`, so nothing is lost while the link is down.
 * @throws ClientError `unreachable` or `timeout` where there is no node to begin with, `not-found` where the node no longer
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
      const latest = await heightOf(client);
      while (latest !== undefined && next <= latest && !signal.aborted) {
        yield await blockAt(client, next);
        next += 1n;
      }
      await news.next();
    }
  } finally {
    news.close();
  }
}

/** A node that is restarted is asked again later. */
async function heightOf(client: AlloraClient): Promise<bigint | undefined> {
  try {
    return await client.height();
  } catch (error) {
    if (error instanceof ClientError && (error.kind === 'unreachable' || error.kind === 'timeout')) return undefined;
    throw error;
  }
}

async function blockAt(client: AlloraClient, height: bigint): Promise<WatchedBlock> {
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

/** Resolves when there may be a new block. */
class News {
  readonly #client: AlloraClient;
  readonly #options: WatchOptions;
  #socket: WebSocket | undefined;
  #wake = Promise.withResolvers<void>();
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #link: 'websocket' | 'polling' | undefined;

  constructor(client: AlloraClient, options: WatchOptions) {
    this.#client = client;
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#wake.resolve(), { once: true });
    this.#open();
  }

  async next(): Promise<void> {
    const timer = this.#link === 'websocket' ? undefined : setTimeout(() => this.#wake.resolve(), POLL_MS);
    if (!this.#options.signal.aborted) await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers<void>();
  }

  close(): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #open(): void {
    const socket = new WebSocket(`${this.#client.rpc.url.replace(/^http/, 'ws')}/websocket`);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      const params = { query: "tm.event='NewBlock'" };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscribe', params }));
    });
    socket.addEventListener('message', () => {
      this.#failures = 0;
      this.#tell('websocket');
      this.#wake.resolve();
    });
    socket.addEventListener('close', () => {
      if (this.#socket !== socket) return;
      this.#tell('polling');
      this.#wake.resolve();
      const pause = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      this.#failures += 1;
      this.#retry = setTimeout(() => this.#open(), pause);
    });
    // A failed connection is closed too, and that is what counts.
    socket.addEventListener('error', () => undefined);
  }

  #tell(link: 'websocket' | 'polling'): void {
    if (this.#link === link) return;
    this.#link = link;
    this.#options.onLink?.(link);
  }
}
