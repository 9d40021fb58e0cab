import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy that knows websockets, and can take them away. */
export interface TcpProxy {
  readonly url: string;
  /** Websockets that are open now. */
  readonly websockets: number;
  /** Cuts every websocket. */
  drop(): void;
  /** Whether new websockets are let through. */
  allow(websockets: boolean): void;
  close(): Promise<void>;
}

/** @param target `http://host:port` */
export async function tcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const websockets = new Set<Socket>();
  let allowed = true;
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    client.on('close', () => sockets.delete(client) && websockets.delete(client));
    const upstream = connect({ host: hostname, port: Number(port) });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    // A connection that carried other requests may become a websocket.
    client.on('data', (chunk) => {
      if (!chunk.toString('latin1').startsWith('GET /websocket')) upstream.write(chunk);
      else if (!allowed) client.destroy();
      else {
        websockets.add(client);
        upstream.write(chunk);
      }
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get websockets() {
      return websockets.size;
    },
    drop() {
      for (const socket of websockets) socket.destroy();
    },
    allow(through) {
      allowed = through;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
