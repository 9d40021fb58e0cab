import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { BoundedServer } from '../../../api/bounded-server.ts';
import { matches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';
import { jsonArguments } from './arguments.ts';
import { answer, parseBody, refused } from './dispatch.ts';
import type { ChainEvent } from './events.ts';
import { internalError, type RpcId, type RpcRequest, readRequest, success } from './jsonrpc.ts';
import type { RpcNode } from './node.ts';
import { readQuery } from './search-query.ts';

const PING_MS = 27_000;

interface Subscription {
  /** Every push carries it, unchanged. */
  readonly id: RpcId;
  readonly query: string;
  readonly conditions: readonly Condition[];
}

interface Client {
  readonly socket: WebSocket;
  readonly subscriptions: Map<string, Subscription>;
  alive: boolean;
  /** Messages that are not answered yet. */
  open: number;
}

/** The websocket face of the RPC: the same methods, and subscriptions. */
export class Websockets {
  readonly #node: RpcNode;
  readonly #onSlow: (unreadBytes: number) => void;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<Client>();
  readonly #pings: NodeJS.Timeout;

  /** `onSlow` is told when a subscriber is dropped because it does not read. */
  constructor(node: RpcNode, { server: http, crowd }: BoundedServer, onSlow: (unreadBytes: number) => void) {
    this.#node = node;
    this.#onSlow = onSlow;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: node.limits.maxWebsocketMessageBytes,
      perMessageDeflate: false,
    });
    http.on('upgrade', (request, socket, head) => {
      const path = (request.url ?? '/').split('?')[0];
      const full = path === '/websocket' && !this.#hasRoom();
      if (path !== '/websocket' || full) return decline(socket, full ? '503 Service Unavailable' : '404 Not Found');
      // Whoever listens is not idle: connections that come make no room of this one.
      crowd.begin(socket as Socket);
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened));
    });
    this.#pings = setInterval(() => this.#ping(), PING_MS);
    this.#pings.unref();
  }

  /** Whether anybody has subscribed to anything. */
  get listening(): boolean {
    for (const client of this.#clients) if (client.subscriptions.size > 0) return true;
    return false;
  }

  publish(event: ChainEvent): void {
    let data: string | undefined;
    let values: string | undefined;
    for (const client of this.#clients) {
      for (const { id, query, conditions } of client.subscriptions.values()) {
        if (!matches(conditions, event.values)) continue;
        data ??= JSON.stringify(event.data());
        values ??= JSON.stringify(Object.fromEntries(event.values));
        const result = `{"query":${JSON.stringify(query)},"data":${data},"events":${values}}`;
        this.#send(client, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`);
      }
    }
  }

  /** Sends everybody away who may hold what is no longer so (1012: the service restarts). */
  disconnect(reason: string): void {
    for (const { socket, subscriptions } of this.#clients) {
      subscriptions.clear();
      socket.close(1012, reason);
    }
  }

  close(): void {
    clearInterval(this.#pings);
    for (const { socket } of this.#clients) socket.terminate();
    this.#server.close();
  }

  /** Whether one more may come; where there are too many, the oldest that has not subscribed to anything goes. */
  #hasRoom(): boolean {
    if (this.#clients.size < this.#node.limits.maxWebsocketClients) return true;
    for (const client of this.#clients) {
      if (client.subscriptions.size > 0 || client.open > 0) continue;
      this.#clients.delete(client);
      client.socket.terminate();
      return true;
    }
    return false;
  }

  #open(socket: WebSocket): void {
    const client: Client = { socket, subscriptions: new Map(), alive: true, open: 0 };
    this.#clients.add(client);
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('close', () => this.#clients.delete(client));
    // A broken frame or an oversized message: ws closes the connection itself.
    socket.on('error', () => socket.terminate());
    // Each is answered by a pong, which has to be read too.
    socket.on('ping', () => this.#keepsUp(client));
    socket.on('message', (message) => void this.#take(client, message));
  }

  /** Answers a message; no more of them are read from the connection meanwhile. */
  async #take(client: Client, message: RawData): Promise<void> {
    const { socket } = client;
    client.open += 1;
    socket.pause();
    try {
      await this.#receive(client, message);
    } finally {
      client.open -= 1;
      if (client.open === 0) socket.resume();
    }
  }

  async #receive(client: Client, message: RawData): Promise<void> {
    client.alive = true;
    let request: RpcRequest | undefined;
    try {
      request = readRequest(parseBody(message as Buffer));
    } catch (error) {
      return this.#send(client, JSON.stringify(refused(this.#node, undefined, error)));
    }
    if (!request) return;
    const own = this.#subscriptionMethod(request.method);
    if (!own) return this.#send(client, JSON.stringify(await answer(this.#node, request)));
    try {
      own(client, request);
      this.#send(client, JSON.stringify(success(request.id, {})));
    } catch (error) {
      this.#send(client, JSON.stringify(refused(this.#node, request.id, error)));
    }
  }

  #subscriptionMethod(name: string): ((client: Client, request: RpcRequest) => void) | undefined {
    switch (name) {
      case 'subscribe':
        return (client, request) => this.#subscribe(client, request);
      case 'unsubscribe':
        return (client, { params }) => {
          const { query = '' } = jsonArguments({ query: 'string' }, params);
          if (!client.subscriptions.delete(query)) throw internalError('subscription not found');
        };
      case 'unsubscribe_all':
        return (client) => {
          if (client.subscriptions.size === 0) throw internalError('subscription not found');
          client.subscriptions.clear();
        };
      default:
        return undefined;
    }
  }

  #subscribe({ subscriptions }: Client, { id, params }: RpcRequest): void {
    const { maxSubscriptionsPerClient, maxQueryLength } = this.#node.limits;
    const { query = '' } = jsonArguments({ query: 'string' }, params);
    if (subscriptions.size >= maxSubscriptionsPerClient) {
      throw internalError(`max_subscriptions_per_client ${maxSubscriptionsPerClient} reached`);
    }
    const conditions = readQuery(query, maxQueryLength);
    if (subscriptions.has(query)) throw internalError('already subscribed');
    subscriptions.set(query, { id, query, conditions });
  }

  #send(client: Client, text: string): void {
    if (this.#keepsUp(client)) client.socket.send(text, () => {});
  }

  /** Whether a client is there and reads what it is sent; it is dropped where it does not. */
  #keepsUp({ socket, subscriptions }: Client): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    const { maxUnreadBytes, maxHeldBytes } = this.#node.limits;
    const unread = socket.bufferedAmount;
    if (unread <= Math.min(maxUnreadBytes, maxHeldBytes / this.#clients.size)) return true;
    subscriptions.clear();
    this.#onSlow(unread);
    socket.terminate();
    return false;
  }

  #ping(): void {
    for (const client of this.#clients) {
      if (!client.alive) client.socket.terminate();
      else client.socket.ping();
      client.alive = false;
    }
  }
}

/** Ends a connection that asked for a websocket and gets none. */
function decline(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
