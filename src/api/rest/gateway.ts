import type { IncomingMessage } from 'node:http';
import type { DescMethod } from '@bufbuild/protobuf';
import { decode, jsonText, toJson } from '../../wire/index.ts';
import { pathOf } from '../catalogue.ts';
import { heightOf } from '../height.ts';
import type { ServedMethod } from '../methods.ts';
import type { ServerOptions } from '../serve.ts';
import { ApiError } from '../status.ts';
import { openApi } from './openapi.ts';
import { PAGE, PAGE_POLICY } from './page.ts';
import { json, type Reply } from './reply.ts';
import { requestBytes } from './request.ts';
import { Router } from './routes.ts';

type Methods = ReadonlyMap<string, ServedMethod>;

/** What is made once of the methods that are served. */
interface Gateway {
  readonly router: Router;
  /** Text of the OpenAPI document, where it was asked for. */
  document?: string;
}

const gateways = new WeakMap<Methods, Gateway>();

function gatewayOf(methods: Methods): Gateway {
  let gateway = gateways.get(methods);
  if (!gateway) {
    gateway = { router: new Router(Array.from(methods.values(), ({ desc }) => desc)) };
    gateways.set(methods, gateway);
  }
  return gateway;
}

/** The pages that are there beside the routes. */
function pageAt(path: string, gateway: Gateway): Reply | undefined {
  switch (path) {
    case '/':
    case '/swagger':
    case '/swagger/': {
      const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': PAGE_POLICY };
      return { status: 200, headers, body: PAGE };
    }
    case '/openapi.json':
      gateway.document ??= jsonText(openApi(gateway.router.routes));
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body: gateway.document };
    default:
      return undefined;
  }
}

/**
 * The method that a request is for, and its request message. Some paths fit two routes, as `/stake_removal/{topic_id}/{reputer}` and
 * `/stake_removal/{reputer}/{topic_id}`: the first whose fields can be what stands there is meant.
 * @throws ApiError
 */
function chosen(router: Router, verb: string, url: URL, body: Buffer): { method: DescMethod; bytes: Uint8Array } {
  const found = router.find(url.pathname);
  // As the gateway answers routes that it does not know.
  if (found.length === 0) throw new ApiError('Unimplemented', 'Not Implemented');
  let refused: unknown;
  for (const one of found.filter(({ route }) => route.verb === verb)) {
    try {
      return { method: one.route.method, bytes: requestBytes(one, url.searchParams, body) };
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused ?? new ApiError('Unimplemented', 'Method Not Allowed');
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
  const gateway = gatewayOf(served);
  const verb = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const page = verb === 'GET' ? pageAt(url.pathname, gateway) : undefined;
  if (page) return page;
  const { method, bytes } = chosen(gateway.router, verb, url, body);
  const call = { upstream, height: heightOf(request.headers), signal };
  const answered = await (served.get(pathOf(method)) as ServedMethod).answer(bytes, call);
  return json(200, toJson(method.output, decode(method.output, answered.bytes)), {
    'Grpc-Metadata-Content-Type': 'application/grpc',
    ...(answered.height !== undefined && { 'Grpc-Metadata-X-Cosmos-Block-Height': String(answered.height) }),
  });
}
