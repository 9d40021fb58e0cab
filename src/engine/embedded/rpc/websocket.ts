import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { matches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';
import { jsonArguments } from './arguments.ts';
import { answer, parseBody } from './dispatch.ts';
import type { ChainEvent } from './events.ts';
import { failure, internalError, type RpcId, type RpcRequest, readRequest, success } from './jsonrpc.ts';
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
}

/** The websocket face of the RPC: the same methods, and subscriptions. */
export class Websockets {
  readonly #node: RpcNode;
  readonly #onSlow: (unreadBytes: number) => void;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<Client>();
  readonly #pings: NodeJS.Timeout;

  /** `onSlow` is told when a subscriber is dropped because it does not read. */
  constructor(node: RpcNode, http: Server, onSlow: (unreadBytes: number) => void) {
    this.#node = node;
    this.#onSlow = onSlow;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: node.limits.maxWebsocketMessageBytes,
      perMessageDeflate: false,
    });
    http.on('upgrade', (request, socket, head) => {
      const path = (request.url ?? '/').split('?')[0];
      const full = this.#clients.size >= node.limits.maxWebsocketClients;
      if (path !== '/websocket' || full) {
        socket.on('error', () => socket.destroy());
        socket.end(`HTTP/1.1 ${full ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
        return;
      }
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

  #open(socket: WebSocket): void {
    const client: Client = { socket, subscriptions: new Map(), alive: true };
    this.#clients.add(client);
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('close', () => this.#clients.delete(client));
    // A broken frame or an oversized message: ws closes the connection itself.
    socket.on('error', () => socket.terminate());
    socket.on('message', (message) => void this.#receive(client, message));
  }

  async #receive(client: Client, message: RawData): Promise<void> {
    client.alive = true;
    let request: RpcRequest | undefined;
    try {
      request = readRequest(parseBody(message as Buffer));
    } catch (error) {
      return this.#send(client, JSON.stringify(failure(undefined, error)));
    }
    if (!request) return;
    const own = this.#subscriptionMethod(request.method);
    if (!own) return this.#send(client, JSON.stringify(await answer(this.#node, request)));
    try {
      own(client, request);
      this.#send(client, JSON.stringify(success(request.id, {})));
    } catch (error) {
      this.#send(client, JSON.stringify(failure(request.id, error)));
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
    const { socket, subscriptions } = client;
    if (socket.bufferedAmount > this.#node.limits.maxUnreadBytes) {
      subscriptions.clear();
      this.#onSlow(socket.bufferedAmount);
      socket.terminate();
      return;
    }
    socket.send(text, () => {});
  }

  #ping(): void {
    for (const client of this.#clients) {
      if (!client.alive) client.socket.terminate();
      else client.socket.ping();
      client.alive = false;
    }
  }
}
