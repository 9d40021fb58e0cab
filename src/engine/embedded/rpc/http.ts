import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerBody, answerUri } from './dispatch.ts';
import { indexPage } from './index-page.ts';
import { failure, RpcError } from './jsonrpc.ts';
import type { RpcNode } from './node.ts';

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'Origin, Accept, Content-Type, X-Requested-With, X-Server-Time',
};

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...CORS, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

const sendJson = (response: ServerResponse, status: number, body: object): void =>
  send(response, status, 'application/json', JSON.stringify(body));

/** Reads a body up to the limit; what goes beyond it is read and thrown away. @throws RpcError -32600 */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      reject(new RpcError(-32600, `error reading request body: request body too large (limit ${limit} bytes)`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new RpcError(-32600, 'error reading request body: connection closed')));
  });
}

async function post(node: RpcNode, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body: Buffer;
  try {
    body = await readBody(request, node.limits.maxBodyBytes);
  } catch (error) {
    response.setHeader('Connection', 'close');
    return sendJson(response, 413, failure(undefined, error));
  }
  if (body.length === 0) return send(response, 200, 'text/html', indexPage(escapeHost(request.headers.host ?? '')));
  try {
    const answers = await answerBody(node, body);
    if (answers) sendJson(response, 200, answers);
    else send(response, 200, 'application/json', '');
  } catch (error) {
    sendJson(response, 500, failure(undefined, error));
  }
}

async function get(node: RpcNode, url: URL, host: string, response: ServerResponse): Promise<void> {
  if (url.pathname === '/') return send(response, 200, 'text/html', indexPage(host));
  const answered = await answerUri(node, url);
  if (answered) return sendJson(response, answered.failed ? 500 : 200, answered.body);
  if (url.pathname === '/websocket') return send(response, 426, 'text/plain', 'a websocket is spoken here\n');
  send(response, 404, 'text/plain', '404 page not found\n');
}

async function handle(node: RpcNode, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://rpc');
  if (!url) return send(response, 400, 'text/plain', '400 bad request\n');
  switch (request.method) {
    case 'POST':
      if (url.pathname === '/') return post(node, request, response);
      return get(node, url, '', response);
    case 'GET':
    case 'HEAD':
      return get(node, url, escapeHost(request.headers.host ?? ''), response);
    case 'OPTIONS':
      response.writeHead(204, CORS).end();
      return;
    default:
      return send(response, 405, 'text/plain', '405 method not allowed\n');
  }
}

/** A host header is the caller's text: only what a host is made of reaches the page. */
function escapeHost(host: string): string {
  return host.replace(/[^\w.:[\]-]/g, '');
}

/** How long an idle connection is kept. Node's own 5 s end while a busy client prepares its next request. */
const KEEP_ALIVE_MS = 60_000;

/** The HTTP face of the RPC. Listening is the caller's. */
export function createHttp(node: RpcNode, onError: (error: unknown) => void): Server {
  const server = createServer((request, response) => {
    handle(node, request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, failure(undefined, error));
    });
  });
  server.maxConnections = node.limits.maxConnections;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}
