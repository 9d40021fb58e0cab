import { createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { heightOf } from '../height.ts';
import { Crowd, LIMITS } from '../limits.ts';
import { type Listening, listen } from '../listen.ts';
import type { ServerOptions } from '../serve.ts';
import { ApiError, asApiError } from '../status.ts';
import { messagesOf, onlyMessage } from './input.ts';
import { Answering, timeoutOf } from './stream.ts';

const CALL = /^application\/grpc($|[+;])/;
const REFLECTION = /^\/grpc\.reflection\.(v1|v1alpha)\.ServerReflection\/ServerReflectionInfo$/;

/** Serves gRPC over HTTP/2 in cleartext: unary methods, and reflection. */
export function serveGrpc(options: ServerOptions): Promise<Listening> {
  const crowd = new Crowd<ServerHttp2Session>(LIMITS.connections);
  const server = createServer({
    settings: { maxConcurrentStreams: LIMITS.streams, maxHeaderListSize: LIMITS.headerBytes, enablePush: false },
    maxSessionMemory: 8,
  });
  server.on('session', (session) => {
    crowd.enter(session);
    session.setTimeout(LIMITS.idleConnectionMs, () => leave(session));
    session.once('goaway', () => leave(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    // A caller that goes away is no fault.
    stream.on('error', () => undefined);
    stream.setTimeout(LIMITS.idleMs, () => stream.close());
    void answer(stream, headers, { ...options, crowd });
  });
  return listen(server, options, () => crowd.closeAll());
}

/**
 * Takes no more calls over a connection. Those under way have as much time as a request: where one can never end, since the
 * caller broke the rules after its GOAWAY, Node would wait for it for ever, with both ends of the connection.
 */
function leave(session: ServerHttp2Session): void {
  session.close();
  const late = setTimeout(() => session.destroy(), LIMITS.requestMs);
  session.once('close', () => clearTimeout(late));
}

interface Serving extends ServerOptions {
  readonly crowd: Crowd<ServerHttp2Session>;
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: Serving): Promise<void> {
  if (headers[':method'] !== 'POST' || !CALL.test(String(headers['content-type'] ?? ''))) {
    stream.respond({ ':status': 415, 'content-type': 'text/plain' });
    stream.end('gRPC is spoken here.\n');
    return;
  }
  const answering = new Answering(stream, options.budget);
  try {
    const path = String(headers[':path'] ?? '');
    const messages = messagesOf(stream, headers, options.budget);
    const reflection = REFLECTION.test(path);
    if (reflection) {
      const { reflect } = await import('./reflection.ts');
      answering.begin();
      for await (const message of messages) await answering.send(reflect(message));
    } else await unary(path, messages, { stream, headers, answering }, options);
    answering.end();
  } catch (error) {
    // Gone: nobody is there to be told.
    if (stream.closed || stream.destroyed) return;
    const told = asApiError(error);
    if (told.status === 'Internal') options.onError(told.cause ?? told);
    answering.fail(told);
  }
}

interface Parts {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly answering: Answering;
}

async function unary(
  path: string,
  messages: AsyncGenerator<Uint8Array>,
  { stream, headers, answering }: Parts,
  { methods, upstream, crowd }: Serving,
): Promise<void> {
  const method = (await methods()).get(path);
  if (!method) throw new ApiError('Unimplemented', `unknown method ${path.slice(0, 200)}`);
  const given = new AbortController();
  stream.once('close', () => given.abort());
  const timeout = timeoutOf(headers);
  const late =
    timeout === undefined ? undefined : setTimeout(() => given.abort(new DOMException('', 'TimeoutError')), timeout);
  try {
    const request = await onlyMessage(messages);
    const call = { upstream, height: heightOf(headers), signal: given.signal };
    // Who only sends slowly or does not read makes room for others; who is being answered does not.
    const session = stream.session as ServerHttp2Session;
    crowd.begin(session);
    const { bytes, height } = await method.answer(request, call).finally(() => crowd.end(session));
    answering.begin(height);
    await answering.send(bytes);
  } finally {
    clearTimeout(late);
  }
}
