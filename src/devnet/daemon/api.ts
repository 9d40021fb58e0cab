import type { Logger } from 'pino';
import { serveApi } from '../../api/serve.ts';
import { localUpstream } from '../../api/upstream.ts';
import type { EmbeddedEngine } from '../../engine/embedded/index.ts';
import { hostPort } from '../../engine/embedded/rpc/server.ts';
import type { ApiEndpoints, Engine } from '../../engine/engine.ts';
import { freePort, movedNote } from '../ports.ts';
import type { DevnetOptions } from '../types.ts';
import type { StartMessage } from './messages.ts';

/** gRPC and REST of the engine whose validators are this process. */
export interface DevnetApi {
  readonly endpoints: readonly ApiEndpoints[];
  close(): Promise<void>;
}

/** Somebody else may take a port between finding it free and listening on it. */
const ATTEMPTS = 5;

/** Serves gRPC and REST above an embedded engine; nothing where validators serve their own, or for a mere errand. */
export async function startApi(
  engine: Engine,
  { options, passing }: StartMessage,
  log: Logger,
): Promise<DevnetApi | undefined> {
  if (engine.kind !== 'embedded' || passing) return undefined;
  const { host, grpcPort, restPort } = options;
  const upstream = localUpstream((method, params) => (engine as EmbeddedEngine).call(method, params));
  for (let attempt = 1; ; attempt += 1) {
    const ports = { grpcPort: await freePort(host, grpcPort), restPort: await freePort(host, restPort) };
    try {
      const onError = (err: unknown) => log.error({ err }, 'a call of the API failed unexpectedly');
      const api = await serveApi({ host, ...ports, upstream, onError });
      return {
        endpoints: [{ grpc: `http://${hostPort(host, api.grpcPort)}`, rest: `http://${hostPort(host, api.restPort)}` }],
        close: () => api.close(),
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === ATTEMPTS) throw error;
    }
  }
}

/** What the starter should say of where gRPC and REST are, such as a port that was taken. */
export function apiNotes({ grpcPort, restPort }: DevnetOptions, api: ApiEndpoints | undefined): string[] {
  if (!api) return [];
  const port = (address: string): number => Number(new URL(address).port);
  return [...movedNote(grpcPort, 'gRPC', port(api.grpc)), ...movedNote(restPort, 'REST', port(api.rest))];
}
