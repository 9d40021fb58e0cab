import type { AddressInfo } from 'node:net';
import { EngineError, type EngineLog } from '../../engine.ts';
import type { BlockListener } from '../committed-block.ts';
import { eventsOf } from './events.ts';
import { createHttp } from './http.ts';
import type { RpcNode } from './node.ts';
import { Websockets } from './websocket.ts';

export interface RpcServer {
  readonly port: number;
  /** Ends every subscription, with a reason. */
  disconnect(reason: string): void;
  /** Resolves when no connection is left. */
  close(): Promise<void>;
}

/** `host:port` as a URL has it; a server on every interface is reached over loopback. */
export function hostPort(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Opens the RPC; port 0 takes any free one. It follows the chain's blocks until it is closed.
 * @throws EngineError `address-in-use`, `address-not-available`, each with `{ host, port }`.
 */
export async function openRpc(
  node: RpcNode,
  address: { host: string; port: number },
  { log, onBlock }: { log: EngineLog; onBlock: (listener: BlockListener) => () => void },
): Promise<RpcServer> {
  const bounded = createHttp(node);
  const { server: http } = bounded;
  const websockets = new Websockets(node, bounded, (unread) =>
    log.warn({ unread }, 'dropped a websocket client that does not read'),
  );
  const unlisten = onBlock((block) => {
    if (websockets.listening) for (const event of eventsOf(block)) websockets.publish(event);
  });
  const close = async (): Promise<void> => {
    unlisten();
    websockets.close();
    http.closeAllConnections();
    if (http.listening) await new Promise((resolve) => http.close(resolve));
  };
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(address.port, address.host, () => resolve());
    });
  } catch (error) {
    await close();
    throw listenError(error, address);
  }
  return { port: (http.address() as AddressInfo).port, close, disconnect: (reason) => websockets.disconnect(reason) };
}

function listenError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new EngineError('address-in-use', `port ${port} on ${host} is in use`, { host, port }, error);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
    return new EngineError(
      'address-not-available',
      `cannot listen on ${host}:${port} (${code})`,
      { host, port },
      error,
    );
  }
  return error;
}
