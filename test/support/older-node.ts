import { once } from 'node:events';
import { request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Certificate } from './certificate.ts';

/** A node behind TLS that serves emissions v9 only, made of one that serves v9 and v10. */
export interface OlderNode {
  readonly url: string;
  /** Type URLs of emissions that transactions carried which it was given. */
  readonly types: Set<string>;
  /** How often it was asked for something of v10, and refused. */
  readonly refused: () => number;
  /** Goes on accepting connections, but answers nothing any more, or again. */
  silence(silent: boolean): void;
  close(): Promise<void>;
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: { path?: string; data?: string; query?: string; tx?: string };
}

const TYPE_URL = /\/emissions\.v\d+\.\w+/g;

/** Stands before a node's RPC. Events have the names of v9 here: that node gives all of them in v10. */
export async function olderNode(rpc: string, { cert, key }: Certificate): Promise<OlderNode> {
  const node = new URL(rpc);
  const types = new Set<string>();
  const sockets = new Set<Socket>();
  let refusals = 0;
  let silent = false;

  /** What a node of v9 says to a call that it cannot know; undefined where it takes it. */
  const refusal = ({ id, method, params }: Call): object | undefined => {
    const log = method === 'abci_query' && params.path?.startsWith('/emissions.v10.') ? 'unknown query path' : '';
    const bytes =
      method === 'abci_query' ? Buffer.from(params.data ?? '', 'hex') : Buffer.from(params.tx ?? '', 'base64');
    const carried = log === '' ? (bytes.toString('latin1').match(TYPE_URL) ?? []) : [];
    for (const type of carried) types.add(type);
    const unknown = carried.find((type) => type.startsWith('/emissions.v10.'));
    if (log === '' && !unknown) return undefined;
    refusals += 1;
    const said = log || `unable to resolve type URL ${unknown}: tx parse error`;
    const answer = { code: log ? 6 : 2, codespace: 'sdk', log: said, hash: '' };
    return { jsonrpc: '2.0', id, result: method === 'abci_query' ? { response: answer } : answer };
  };

  const server: Server = createServer({ cert, key }, async (incoming, outgoing) => {
    if (silent) return;
    let text = '';
    for await (const chunk of incoming) text += chunk;
    const calls = [text === '' ? [] : (JSON.parse(text) as Call | Call[])].flat();
    const answers = calls.map(refusal);
    outgoing.setHeader('content-type', 'application/json');
    const [refused] = answers;
    if (refused) {
      outgoing.end(JSON.stringify(text.startsWith('[') ? answers : refused));
      return;
    }
    const body = text.replaceAll('emissions.v9.Event', 'emissions.v10.Event');
    const headers = { 'content-type': 'application/json' };
    const passed = forward({
      host: node.hostname,
      port: node.port,
      method: incoming.method,
      path: incoming.url,
      headers,
    });
    passed.end(body);
    const [reply] = await once(passed, 'response');
    let said = '';
    for await (const chunk of reply) said += chunk;
    outgoing.statusCode = reply.statusCode;
    outgoing.end(said.replaceAll('"emissions.v10.Event', '"emissions.v9.Event'));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('upgrade', (incoming, client, head) => {
    const upstream = connect(Number(node.port), node.hostname, () => {
      const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${value}`);
      upstream.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const end of [upstream, client]) end.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    types,
    refused: () => refusals,
    silence: (now) => {
      silent = now;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
