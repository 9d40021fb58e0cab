import { serveApi } from '../api/serve.ts';
import { httpUpstream } from '../api/upstream.ts';
import type { NodeSettings } from './home/types.ts';
import type { NodeApiUrls } from './types.ts';

/** gRPC and REST of a node, or that there are none. */
export interface NodeApi {
  readonly urls: NodeApiUrls;
  close(): Promise<void>;
}

/** An address that this machine reaches what is bound to a host at. */
export function reachedAt(host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `http://${reached}:${port}`;
}

/** Serves gRPC and REST above the RPC of a node, at the ports that its home says; a home of before there were any says none. */
export async function serveNodeApi(
  { host, ports }: Pick<NodeSettings, 'host' | 'ports'>,
  rpcUrl: string,
  onFault: (message: string) => void,
): Promise<NodeApi> {
  const { grpc, rest } = ports;
  if (grpc === undefined || rest === undefined) {
    return { urls: { grpc: null, rest: null }, close: async () => undefined };
  }
  const api = await serveApi({
    host,
    grpcPort: grpc,
    restPort: rest,
    upstream: httpUpstream(rpcUrl),
    onError: (error) => onFault(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  return { urls: { grpc: reachedAt(host, grpc), rest: reachedAt(host, rest) }, close: () => api.close() };
}
