import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Crowd, LIMITS } from './limits.ts';

/** Requests of one connection that wait for those before them, at most. */
const MOST_WAITING = 100;

/** One request, with what its answering goes by. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
  /** Runs what the server itself does: a connection on which it only waits, for bytes or for a reader, may go for another one. */
  work<T>(act: () => Promise<T>): Promise<T>;
}

/** A server over HTTP/1.1, and the connections that it has. */
export interface BoundedServer {
  readonly server: Server;
  readonly crowd: Crowd<Socket>;
}

/**
 * A server that nobody keeps from serving others: it has so many connections and no more, each of which asks for one thing
 * at a time (whoever sends more at once waits for himself), in so much time. Listening is the caller's.
 * @param handle answers a request; it does not throw
 */
export function boundedServer(connections: number, handle: (asked: Asked) => Promise<void>): BoundedServer {
  const crowd = new Crowd<Socket>(connections);
  const server = createServer({
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.requestMs,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.idleMs,
  });
  const waiting = new WeakMap<Socket, Asked[]>();
  const answerAll = async (socket: Socket, queue: Asked[]): Promise<void> => {
    for (let next = queue[0]; next !== undefined && !socket.destroyed; next = queue[0]) {
      await handle(next);
      await over(next.response);
      queue.shift();
    }
  };
  server.on('connection', (socket: Socket) => crowd.enter(socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    // Who does not read is not waited for.
    response.setTimeout(LIMITS.idleMs, () => socket.destroy());
    const queue = waiting.get(socket) ?? [];
    waiting.set(socket, queue);
    if (queue.length > MOST_WAITING) socket.destroy();
    queue.push(asked(request, response, crowd));
    if (queue.length === 1) void answerAll(socket, queue);
  });
  return { server, crowd };
}

function asked(request: IncomingMessage, response: ServerResponse, crowd: Crowd<Socket>): Asked {
  const given = new AbortController();
  response.once('close', () => given.abort());
  return {
    request,
    response,
    signal: given.signal,
    async work(act) {
      crowd.begin(request.socket);
      try {
        return await act();
      } finally {
        crowd.end(request.socket);
      }
    },
  };
}

/** Resolves when an answer is on its way, or nobody is there to take it. */
function over(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
}
