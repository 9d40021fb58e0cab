import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { AlloraClient } from '../../../src/client/client.ts';
import { watchBlocks } from '../../../src/client/watch.ts';

/** A node of which the test says what it is at, and whether it takes websockets. */
class FakeNode {
  height = 3;
  pushes = true;
  /** Something before it answers instead, so many times. */
  badGateways = 0;
  readonly subscribers = new Set<WebSocket>();
  /** Resolves when the height was told for the first time. */
  readonly told = Promise.withResolvers<void>();
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor() {
    this.#http = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { id, method, params } = JSON.parse(body);
      if (this.badGateways > 0) {
        this.badGateways -= 1;
        return response.writeHead(502).end('<h1>Bad Gateway</h1>');
      }
      const answer = this.#answer(method, Number(params.height ?? 0));
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
      if (method === 'abci_info') this.told.resolve();
    });
    this.#http.on('upgrade', (request, socket, head) => {
      if (!this.pushes) return socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.on('message', () => {
          this.subscribers.add(opened);
          opened.send(JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }));
        });
      });
    });
  }

  #answer(method: string, height: number) {
    if (method === 'abci_info') return { result: { response: { last_block_height: `${this.height}` } } };
    if (height < 2) return { error: { code: -32603, message: `height ${height} is not available` } };
    const attributes = [{ key: 'height', value: `${height}`, index: true }];
    const events = [{ type: 'marked', attributes }];
    return { result: { height: `${height}`, txs_results: null, finalize_block_events: events } };
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** A new block, of which whoever has subscribed is told. */
  make(): void {
    this.height += 1;
    for (const socket of this.subscribers) socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { data: {} } }));
  }

  hangUp(): void {
    for (const socket of this.subscribers) socket.terminate();
    this.subscribers.clear();
  }

  async close(): Promise<void> {
    this.hangUp();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }
}

let node: FakeNode;
let client: AlloraClient;

beforeEach(async () => {
  node = new FakeNode();
  client = new AlloraClient(await node.listen());
});

afterEach(() => node.close());

it('tells every block once and in order, pushed, asked for, and pushed again', async () => {
  const over = new AbortController();
  const links: string[] = [];
  const linked = (link: string) => Promise.resolve(links.push(link)).then(() => changed.resolve());
  let changed = Promise.withResolvers<void>();
  const until = async (link: string) => {
    while (links.at(-1) !== link) {
      await changed.promise;
      changed = Promise.withResolvers<void>();
    }
  };
  const blocks = watchBlocks(client, { start: 2n, signal: over.signal, onLink: (link) => void linked(link) });
  const next = async () => Number((await blocks.next()).value?.height);
  expect([await next(), await next()]).toEqual([2, 3]);

  const pushed = next();
  await until('websocket');
  node.make();
  expect(await pushed).toBe(4);

  // The node hangs up, makes two blocks, and takes no websocket: it is asked.
  node.pushes = false;
  node.hangUp();
  node.make();
  node.make();
  expect([await next(), await next()]).toEqual([5, 6]);
  const asked = next();
  await until('polling');
  node.pushes = true;
  node.make();
  expect(await asked).toBe(7);

  const again = next();
  await until('websocket');
  node.make();
  expect(await again).toBe(8);
  expect(links).toEqual(['websocket', 'polling', 'websocket']);

  const end = blocks.next();
  over.abort();
  expect((await end).done).toBe(true);
});

it('begins with the next block, and says where a block is no longer kept', async () => {
  const over = new AbortController();
  const blocks = watchBlocks(client, { signal: over.signal });
  const first = blocks.next();
  await node.told.promise;
  node.make();
  expect((await first).value?.height).toBe(4n);
  over.abort();
  await blocks.return(undefined);
  const gone = watchBlocks(client, { start: 1n, signal: new AbortController().signal });
  await expect(gone.next()).rejects.toMatchObject({ kind: 'not-found', message: /does not keep block 1/ });
});

it.each([undefined, 1n])('says at once that there is no node, and nothing of news (from block %s)', async (start) => {
  await node.close();
  const links: string[] = [];
  const { signal } = new AbortController();
  const blocks = watchBlocks(client, { start, signal, onLink: (link) => links.push(link) });
  await expect(blocks.next()).rejects.toMatchObject({ kind: 'unreachable' });
  expect(links).toEqual([]);
});

it('goes on after answers of something before the node, for its height and for its blocks', async () => {
  const over = new AbortController();
  const blocks = watchBlocks(client, { start: 2n, signal: over.signal });
  expect((await blocks.next()).value?.height).toBe(2n);
  node.badGateways = 1;
  expect((await blocks.next()).value?.height).toBe(3n);
  node.badGateways = 2;
  node.make();
  expect((await blocks.next()).value?.height).toBe(4n);
  over.abort();
  await blocks.return(undefined);
});
