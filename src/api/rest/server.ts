import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Crowd, LIMITS } from '../limits.ts';
import { type Listening, listen } from '../listen.ts';
import type { ServerOptions } from '../serve.ts';
import { type ApiError, asApiError } from '../status.ts';
import { readBody } from './body.ts';
import { CORS, type Reply, refusal } from './reply.ts';

/** Serves the gateway's REST: routes of the services, an OpenAPI document and a page that shows it. */
export function serveRest(options: ServerOptions): Promise<Listening> {
  const crowd = new Crowd<Socket>(LIMITS.connections);
  const server = createServer({
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.requestMs,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.idleMs,
  });
  server.on('connection', (socket: Socket) => crowd.enter(socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    crowd.begin(socket);
    const given = new AbortController();
    response.once('close', () => {
      crowd.end(socket);
      given.abort();
    });
    // Who does not read is not waited for.
    response.setTimeout(LIMITS.idleMs, () => socket.destroy());
    void handle(request, response, options, given.signal);
  });
  return listen(server, options, () => crowd.closeAll());
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, CORS).end();
      return;
    }
    const body = await readBody(request, response, options.budget);
    const { answer } = await import('./gateway.ts');
    send(request, response, options, await answer(request, body, options, signal));
  } catch (error) {
    const told = asApiError(error);
    if (told.status === 'Internal') options.onError(told.cause ?? told);
    if (!response.headersSent && !response.destroyed) send(request, response, options, refusal(told));
  }
}

function send(request: IncomingMessage, response: ServerResponse, { budget }: ServerOptions, reply: Reply): void {
  const body = Buffer.from(reply.body, 'utf8');
  try {
    budget.take(body.length);
    response.once('close', () => budget.release(body.length));
  } catch (error) {
    const small = refusal(error as ApiError);
    response.writeHead(small.status, { ...CORS, ...small.headers, Connection: 'close' }).end(small.body);
    return;
  }
  // What is still being sent will not be read.
  const over = request.complete ? {} : { Connection: 'close' };
  response.writeHead(reply.status, { ...CORS, ...reply.headers, ...over, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
