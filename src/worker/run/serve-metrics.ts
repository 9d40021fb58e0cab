import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS_TYPE } from '../../node/metrics.ts';

export interface MetricsServer {
  readonly url: string;
  close(): void;
}

const HOST = '127.0.0.1';
const CONNECTIONS = 32;
const TIMEOUT_MS = 5_000;

/**
 * Serves `/metrics` on this machine only.
 * @param port 0 takes a free one
 * @throws the system's error where the port is taken
 */
export function serveMetrics(port: number, text: () => string): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (request, response) => {
    const known = (request.url ?? '').split('?')[0] === '/metrics';
    const allowed = request.method === 'GET' || request.method === 'HEAD';
    if (known && allowed) response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text());
    else response.writeHead(known ? 405 : 404, { 'content-type': 'text/plain' }).end('There is GET /metrics.\n');
  });
  server.maxConnections = CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port }, () => {
      server.off('error', reject);
      resolve({
        url: `http://${HOST}:${(server.address() as AddressInfo).port}/metrics`,
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
