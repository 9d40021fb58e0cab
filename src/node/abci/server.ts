import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { FrameReader } from './frames.ts';
import { Responder } from './responder.ts';
import type { ServedApplication } from './served-application.ts';

/** Where the application listens: a unix socket, or a port (`127.0.0.1` unless a host is given; 0 means any free one). */
export type AbciAddress = { readonly path: string } | { readonly port: number; readonly host?: string };

export interface AbciServer {
  /** As CometBFT's `proxy_app` takes it: `unix://…` or `tcp://…`. */
  readonly address: string;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

export interface AbciServerOptions {
  /** Told of what was answered with an Exception, and of connections that broke. */
  onError?: (error: Error, request: string) => void;
}

/**
 * Serves an application over ABCI 2.0 sockets, as CometBFT 0.38 opens them: four connections, length-prefixed frames,
 * answers in the order of the requests, sent on Flush. Calls on the application never overlap.
 */
export async function serve(
  application: ServedApplication,
  listen: AbciAddress,
  { onError = () => undefined }: AbciServerOptions = {},
): Promise<AbciServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    const responder = new Responder(application, (error, request) => onError(error, request));
    const frames = new FrameReader();
    socket.on('data', (chunk) => {
      try {
        frames.push(chunk);
        for (let frame = frames.next(); frame && !responder.ended; frame = frames.next()) responder.answer(frame);
      } catch (error) {
        responder.fail(error as Error);
      }
      const out = responder.take();
      if (out) socket.write(out);
      if (responder.ended) socket.end();
    });
    socket.on('error', (error) => onError(error, 'connection'));
    socket.on('close', () => sockets.delete(socket));
  });
  // What a killed process left would keep this one from listening.
  if ('path' in listen) rmSync(listen.path, { force: true });
  await listening(server, listen);
  return {
    address: addressOf(server, listen),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server, listen: AbciAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen('path' in listen ? listen : { host: '127.0.0.1', ...listen }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server, listen: AbciAddress): string {
  const address = server.address();
  if (address === null || typeof address === 'string' || 'path' in listen) return `unix://${address}`;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `tcp://${host}:${address.port}`;
}
