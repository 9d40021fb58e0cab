import { type Asked, type BoundedServer, boundedServer } from '../../../api/bounded-server.ts';
import { Budget } from '../../../api/limits.ts';
import { answerBody, answerUri, refused } from './dispatch.ts';
import { indexPage } from './index-page.ts';
import { failure, RpcError } from './jsonrpc.ts';
import type { RpcNode } from './node.ts';

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'Origin, Accept, Content-Type, X-Requested-With, X-Server-Time',
};

/** One request to a node. */
interface Call extends Asked {
  readonly node: RpcNode;
  readonly budget: Budget;
}

function send({ request, response, budget }: Call, status: number, type: string, text: string): void {
  const body = Buffer.from(text, 'utf8');
  try {
    budget.lend(request.socket, response, body.length);
  } catch {
    response.writeHead(503, { ...CORS, 'Retry-After': '1', Connection: 'close' }).end();
    return;
  }
  response.writeHead(status, { ...CORS, 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
}

const sendJson = (call: Call, status: number, body: object): void =>
  send(call, status, 'application/json', JSON.stringify(body));

/** Reads a body up to the limit; what goes beyond it is read and thrown away. @throws RpcError -32600 */
function readBody({ request, response, budget, node }: Call): Promise<Buffer> {
  const { maxBodyBytes: limit } = node.limits;
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const fail = (why: string) => {
      chunks = [];
      reject(new RpcError(-32600, `error reading request body: ${why}`));
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) return fail(`request body too large (limit ${limit} bytes)`);
      try {
        budget.lend(request.socket, response, chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail((error as Error).message);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => fail('connection broken'));
    request.on('close', () => fail('connection closed'));
  });
}

async function post(call: Call): Promise<void> {
  const { node, request, response, work } = call;
  let body: Buffer;
  try {
    body = await readBody(call);
  } catch (error) {
    response.setHeader('Connection', 'close');
    return sendJson(call, 413, failure(undefined, error));
  }
  if (body.length === 0) return send(call, 200, 'text/html', indexPage(escapeHost(request.headers.host ?? '')));
  try {
    const answers = await work(() => answerBody(node, body));
    if (answers) sendJson(call, 200, answers);
    else send(call, 200, 'application/json', '');
  } catch (error) {
    sendJson(call, 500, refused(node, undefined, error));
  }
}

async function get(call: Call, url: URL, host: string): Promise<void> {
  if (url.pathname === '/') return send(call, 200, 'text/html', indexPage(host));
  const answered = await call.work(() => answerUri(call.node, url));
  if (answered) return sendJson(call, answered.failed ? 500 : 200, answered.body);
  if (url.pathname === '/websocket') return send(call, 426, 'text/plain', 'a websocket is spoken here\n');
  send(call, 404, 'text/plain', '404 page not found\n');
}

async function handle(call: Call): Promise<void> {
  const { request, response } = call;
  const url = URL.parse(request.url ?? '/', 'http://rpc');
  if (!url) return send(call, 400, 'text/plain', '400 bad request\n');
  switch (request.method) {
    case 'POST':
      if (url.pathname === '/') return post(call);
      return get(call, url, '');
    case 'GET':
    case 'HEAD':
      return get(call, url, escapeHost(request.headers.host ?? ''));
    case 'OPTIONS':
      response.writeHead(204, CORS).end();
      return;
    default:
      return send(call, 405, 'text/plain', '405 method not allowed\n');
  }
}

/** A host header is the caller's text: only what a host is made of reaches the page. */
function escapeHost(host: string): string {
  return host.replace(/[^\w.:[\]-]/g, '');
}

/** The HTTP face of the RPC. Listening is the caller's. */
export function createHttp(node: RpcNode): BoundedServer {
  const budget = new Budget(node.limits.maxHeldBytes);
  return boundedServer(node.limits.maxConnections, async (asked) => {
    const call = { ...asked, node, budget };
    try {
      await handle(call);
    } catch (error) {
      const told = refused(node, undefined, error);
      if (asked.response.headersSent) asked.response.destroy();
      else sendJson(call, 500, told);
    }
  });
}
