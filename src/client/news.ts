import type { AlloraClient } from './client.ts';

/** How news of blocks come: pushed by the node, or asked for. */
export type Link = 'websocket' | 'polling';

export interface NewsOptions {
  readonly signal: AbortSignal;
  /** Told when the way in which news come changes. */
  readonly onLink?: (link: Link) => void;
}

/** How often the node is asked where it does not push. */
const POLL_MS = 1_000;
/** The same where it does: a node that stands still says nothing, and neither does it close the connection. */
const SILENCE_MS = 3_000;
/** How long until a lost websocket is tried again: longer every time, up to the last. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Resolves when there may be a new block. */
export class News {
  readonly #client: AlloraClient;
  readonly #options: NewsOptions;
  #socket: WebSocket | undefined;
  #wake = Promise.withResolvers<void>();
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #link: Link | undefined;
  #silent = false;

  constructor(client: AlloraClient, options: NewsOptions) {
    this.#client = client;
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#wake.resolve(), { once: true });
    this.#open();
  }

  async next(): Promise<void> {
    const pushed = this.#link === 'websocket';
    const timer = setTimeout(
      () => {
        this.#silent = pushed;
        this.#wake.resolve();
      },
      pushed ? SILENCE_MS : POLL_MS,
    );
    if (!this.#options.signal.aborted) await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers<void>();
  }

  /** There is a block: a websocket that has been silent about it is left for a new one, to the node that is asked now. */
  happened(): void {
    if (!this.#silent) return;
    this.#silent = false;
    const socket = this.#socket;
    if (!socket || this.#link !== 'websocket') return;
    this.#lost();
    socket.close();
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
      if (this.#socket !== socket) return;
      this.#failures = 0;
      this.#silent = false;
      this.#tell('websocket');
      this.#wake.resolve();
    });
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lost();
    });
    // A failed connection is closed too, and that is what counts.
    socket.addEventListener('error', () => undefined);
  }

  #lost(): void {
    this.#socket = undefined;
    this.#tell('polling');
    this.#wake.resolve();
    const pause = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open(), pause);
  }

  #tell(link: Link): void {
    if (this.#link === link) return;
    this.#link = link;
    this.#options.onLink?.(link);
  }
}
