import type { IncomingMessage } from 'node:http';
import { decode, toJson } from '../../wire/index.ts';
import { pathOf } from '../catalogue.ts';
import type { ServedMethod } from '../methods.ts';
import type { ServerOptions } from '../serve.ts';
import { ApiError } from '../status.ts';
import { json, type Reply } from './reply.ts';
import { requestBytes } from './request.ts';
import { Router } from './routes.ts';

const HEIGHT = 'x-cosmos-block-height';

const routers = new WeakMap<ReadonlyMap<string, ServedMethod>, Router>();

function routerOf(methods: ReadonlyMap<string, ServedMethod>): Router {
  let router = routers.get(methods);
  if (!router) {
    router = new Router([...methods.values()].map(({ desc }) => desc));
    routers.set(methods, router);
  }
  return router;
}

/** Answers one request. @throws ApiError */
export async function answer(
  request: IncomingMessage,
  body: Buffer,
  { methods, upstream }: ServerOptions,
  signal: AbortSignal,
): Promise<Reply> {
  const url = URL.parse(request.url ?? '/', 'http://rest');
  if (!url) throw new ApiError('InvalidArgument', 'the address is not one');
  const served = await methods();
  const router = routerOf(served);
  const verb = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const found = router.find(verb, url.pathname);
  // The words of the gateway, for routes that it does not know.
  if (!found) throw new ApiError('Unimplemented', 'Not Implemented');
  if (found === 'other-verb') throw new ApiError('Unimplemented', 'Method Not Allowed');
  const { method } = found.route;
  const bytes = requestBytes(found, url.searchParams, body);
  const call = { upstream, height: heightOf(request), signal };
  const answered = await (served.get(pathOf(method)) as ServedMethod).answer(bytes, call);
  return json(200, toJson(method.output, decode(method.output, answered.bytes)), {
    'Grpc-Metadata-Content-Type': 'application/grpc',
    ...(answered.height !== undefined && { 'Grpc-Metadata-X-Cosmos-Block-Height': String(answered.height) }),
  });
}

function heightOf({ headers }: IncomingMessage): bigint | undefined {
  const text = String(headers[HEIGHT] ?? '');
  if (text === '' || text === '0') return undefined;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new ApiError('InvalidArgument', `invalid height header "${HEIGHT}"`);
}
