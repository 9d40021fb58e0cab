import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asked, boundedServer } from './bounded-server.ts';
import { type Budget, LIMITS } from './limits.ts';
import { type Listening, listen } from './listen.ts';
import { readBody } from './rest/body.ts';
import { CORS, type Reply } from './rest/reply.ts';

/** What a server over HTTP says. */
export interface HttpService {
  /** @param signal aborted when the caller is gone */
  answer(request: IncomingMessage, body: Buffer, signal: AbortSignal): Promise<Reply>;
  /** What a caller is told of anything that `answer` or the reading of the request threw. */
  refuse(error: unknown): Reply;
}

export interface HttpOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** For the requests and answers of this server, or of several together. */
  readonly budget: Budget;
}

/** Serves something over HTTP/1.1, to every page of every site, within the limits of all servers. */
export function serveHttp(options: HttpOptions, service: HttpService): Promise<Listening> {
  const { server, crowd } = boundedServer(LIMITS.connections, (asked) => handle(asked, { ...options, service }));
  return listen(server, options, () => crowd.closeAll());
}

interface Serving {
  readonly budget: Budget;
  readonly service: HttpService;
}

async function handle({ request, response, signal, work }: Asked, { budget, service }: Serving): Promise<void> {
  try {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, CORS).end();
      return;
    }
    const body = await readBody(request, response, budget);
    const reply = await work(() => service.answer(request, body, signal));
    send(request, response, { budget, service }, reply);
  } catch (error) {
    if (!response.headersSent && !response.destroyed) {
      send(request, response, { budget, service }, service.refuse(error));
    }
  }
}

function send(request: IncomingMessage, response: ServerResponse, { budget, service }: Serving, reply: Reply): void {
  const body = Buffer.from(reply.body, 'utf8');
  try {
    budget.lend(request.socket, response, body.length);
  } catch (error) {
    const small = service.refuse(error);
    response.writeHead(small.status, { ...CORS, ...small.headers, Connection: 'close' }).end(small.body);
    return;
  }
  // What is still being sent will not be read.
  const over = request.complete ? {} : { Connection: 'close' };
  response.writeHead(reply.status, { ...CORS, ...reply.headers, ...over, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
