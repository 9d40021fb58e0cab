import { createServer } from 'node:http';
import { METRICS_TYPE, metricsText, single } from './metrics.ts';
import type { Supervisor } from './supervise/supervisor.ts';
import type { NodeStatus } from './types.ts';

export interface NodeServer {
  close(): Promise<void>;
}

/** Metrics of the supervision itself. */
function supervisionMetrics(supervisor: Supervisor): string {
  const parts = ['application', 'cometbft'] as const;
  const samples = (value: (part: (typeof parts)[number]) => number) =>
    parts.map((part) => [{ part }, value(part)] as const);
  return metricsText([
    {
      name: 'allokit_part_up',
      help: 'Whether a part of the node runs.',
      type: 'gauge',
      samples: samples((part) => (supervisor.status(part).fault === null ? 1 : 0)),
    },
    {
      name: 'allokit_part_restarts_total',
      help: 'Restarts of a part after a crash.',
      type: 'counter',
      samples: samples((part) => supervisor.status(part).restarts),
    },
    single(
      'gauge',
      'allokit_supervisor_memory_bytes',
      'Memory of the process that supervises.',
      process.memoryUsage.rss(),
    ),
  ]);
}

/**
 * Serves `/ready` (200 when everything is up, else 503 with what is missing), `/status` (the same, always 200), and
 * `/metrics` (the application's and the supervision's; CometBFT serves its own).
 */
export function serveNode(
  { host, port }: { host: string; port: number },
  status: () => Promise<NodeStatus>,
  supervisor: Supervisor,
): Promise<NodeServer> {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const send = (code: number, type: string, body: string) => {
      response.writeHead(code, { 'content-type': type }).end(body);
    };
    if (path === '/ready' || path === '/status') {
      const now = await status();
      send(path === '/status' || now.ready ? 200 : 503, 'application/json', `${JSON.stringify(now)}\n`);
    } else if (path === '/metrics') {
      const application = (await supervisor.application?.metrics()) ?? '';
      send(200, METRICS_TYPE, `${supervisionMetrics(supervisor)}${application}`);
    } else send(404, 'text/plain', 'There are /ready, /status and /metrics.\n');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
