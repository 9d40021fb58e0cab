import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type HttpService, serveHttp } from '../api/http.ts';
import { Budget } from '../api/limits.ts';
import type { Listening } from '../api/listen.ts';
import type { Reply } from '../api/rest/reply.ts';
import { ApiError } from '../api/status.ts';
import type { FaucetDesk } from './faucet/desk.ts';
import { Refusal } from './refusal.ts';
import type { ConsumerFacts } from './routes.ts';
import { Together } from './together.ts';
import { Turns } from './turns.ts';

/** What one server answers: the consumer API, the faucet, or both. */
export interface Desks {
  /** Loaded when it is first asked. */
  readonly consumer?: () => Promise<ConsumerFacts>;
  readonly faucet?: FaucetDesk;
}

export interface ConsumerServerOptions extends Desks {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Told of faults of our own, of which callers are told nothing. */
  readonly onError: (error: unknown) => void;
}

/** Bytes of requests and answers at a time. */
const HELD_BYTES = 16 << 20;
/** Requests to the consumer API that are answered at a time, each by up to a hundred calls of the RPC, and that wait. */
const TURNS = { most: 8, waiting: 1_000 };

/** Serves the consumer API, the faucet, or both. @throws what listening fails with */
export function serveConsumer(options: ConsumerServerOptions): Promise<Listening> {
  return serveHttp({ host: options.host, port: options.port, budget: new Budget(HELD_BYTES) }, service(options));
}

function service({ consumer, faucet, onError }: ConsumerServerOptions): HttpService {
  const turns = new Turns(TURNS.most, TURNS.waiting);
  const together = new Together<object | undefined>();
  return {
    async answer(request, body) {
      const url = URL.parse(request.url ?? '/', 'http://consumer');
      if (!url) throw new Refusal(400, 'the address is not one');
      if (faucet && url.pathname === '/api/request') return asked(request, body, faucet);
      const data =
        consumer &&
        (await together.ask(`${request.method} ${url.pathname}${url.search}`, () =>
          turns.take(async () => {
            const [facts, { consumerAnswer }] = await Promise.all([consumer(), import('./routes.ts')]);
            return consumerAnswer(facts, request.method, url);
          }),
        ));
      if (data === undefined) throw new Refusal(404, 'there is nothing here');
      return envelope(200, data);
    },
    refuse(error) {
      const known = asRefusal(error);
      if (known) return envelope(known.status, null, known.message, known.headers);
      onError(error);
      return envelope(500, null, 'an internal error');
    },
  };
}

async function asked(request: IncomingMessage, body: Buffer, desk: FaucetDesk): Promise<Reply> {
  if (request.method !== 'POST') throw new Refusal(405, 'the faucet answers POST only', { Allow: 'POST' });
  return envelope(200, await desk.answer(request.socket.remoteAddress ?? '', request.headers['content-type'], body));
}

/** Every answer of the consumer API has this shape. */
function envelope(status: number, data: object | null, message?: string, headers?: Record<string, string>): Reply {
  const body = {
    request_id: randomUUID(),
    status: status === 200,
    ...(message && { apiResponseMessage: message }),
    data,
  };
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** What the caller may be told; undefined for a fault of our own. */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof ApiError) return new Refusal(error.status === 'ResourceExhausted' ? 413 : 400, error.message);
  const client = error instanceof Error && error.name === 'ClientError';
  return client
    ? new Refusal(503, 'the network behind this API does not answer as it should', { 'Retry-After': '1' })
    : undefined;
}
