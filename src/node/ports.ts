import { createServer } from 'node:net';
import { NodeError } from './errors.ts';
import type { NodeSettings } from './home/types.ts';

/** Why a port cannot be listened on; undefined where it can. */
function obstacle(host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** Makes sure that a node can listen on its ports: CometBFT says so only after it has done much else. @throws NodeError `port-taken` */
export async function requireFree({
  host,
  p2pHost,
  ports,
}: Pick<NodeSettings, 'host' | 'p2pHost' | 'ports'>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    const at = name === 'p2p' ? p2pHost : host;
    const cause = await obstacle(at, port);
    if (!cause) continue;
    const why = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on: ${cause.message}`;
    throw new NodeError('port-taken', `Port ${port} of ${at}, for ${name}, ${why}.`, { cause });
  }
}
