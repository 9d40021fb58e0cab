import { setTimeout as pause } from 'node:timers/promises';
import { reachedAt, serveNodeApi } from './api.ts';
import { applicationProgram } from './application/process.ts';
import { findCometBft } from './comet/find.ts';
import { NodeError } from './errors.ts';
import { removeSocket } from './home/paths.ts';
import { beginsWithSnapshot, cometLog, nodeLog, readHome } from './home/read.ts';
import { serveNode } from './http.ts';
import { requireFree } from './ports.ts';
import { nodeStatus } from './status.ts';
import { ProcessFile } from './supervise/process-file.ts';
import { Supervisor } from './supervise/supervisor.ts';
import type { NodeHandle, NodeStatus, StartNodeOptions } from './types.ts';

export type { NodeEvent, NodeHandle, NodePart, NodeStatus, PartStatus, StartNodeOptions } from './types.ts';

const LOG_BYTES = 16 << 20;
const POLL_MS = 50;

/**
 * Runs the validator node of a home: the application and CometBFT, each a process of its own, supervised by this one.
 * Resolves when supervision has begun; `ready` tells when the node has.
 * @throws NodeError `home-missing`, `home-damaged`, `already-runs`, `cometbft-missing`, `port-taken`
 */
export async function startNode(options: StartNodeOptions): Promise<NodeHandle> {
  const { home, onEvent = () => undefined, onBlock = () => undefined } = options;
  const { settings, nodeId } = readHome(home);
  const application = options.application ?? applicationProgram();
  const cometbft = options.cometbft ?? (await findCometBft()).path;
  const rpcUrl = reachedAt(settings.host, settings.ports.rpc);
  const processes = await ProcessFile.take(home);
  await requireFree(settings).catch((error: Error) => {
    processes.release();
    throw error;
  });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const supervisor = new Supervisor({
    home,
    cometbft,
    application,
    logs: { application: nodeLog(home), cometbft: cometLog(home), bytes: options.logBytes ?? LOG_BYTES },
    processes,
    onEvent,
    onBlock,
    onHopeless: failed.reject,
  });
  const giveUp = async (cause: Error): Promise<never> => {
    await supervisor.stop();
    processes.release();
    throw new NodeError('port-taken', `The node cannot be served: ${cause.message}`, { cause });
  };
  const onFault = (message: string) =>
    onEvent({ part: 'node', what: 'fault', message: `a call of the API failed: ${message}` });
  const api = await serveNodeApi(settings, rpcUrl, onFault).catch(giveUp);
  const known = { ...settings, stateSync: beginsWithSnapshot(home) };
  const status = () => nodeStatus(known, rpcUrl, supervisor, api.urls);
  const server = await serveNode({ host: settings.host, port: settings.ports.node }, status, supervisor).catch(
    async (cause: Error) => {
      await api.close();
      return giveUp(cause);
    },
  );
  let over: Promise<void> | undefined;
  const finish = (act: () => Promise<void>) => {
    over ??= act().then(async () => {
      failed.reject(new NodeError('stopped', 'The node was stopped.'));
      await Promise.all([server.close(), api.close()]);
      removeSocket(home);
      processes.release();
    });
    return over;
  };
  const ready = Promise.race([untilReady(status, () => over !== undefined), failed.promise]);
  ready.then(
    ({ height }) => onEvent({ part: 'node', what: 'ready', message: `the node is ready at height ${height}` }),
    () => undefined,
  );
  return {
    home,
    nodeId,
    rpcUrl,
    nodeUrl: reachedAt(settings.host, settings.ports.node),
    api: api.urls,
    ready,
    status,
    pids: () => ({
      application: supervisor.status('application').pid,
      cometbft: supervisor.status('cometbft').pid,
    }),
    down: () => supervisor.down(),
    faults: () => supervisor.faults(),
    stop: () => finish(() => supervisor.stop()),
    kill: () => finish(() => supervisor.kill()),
  };
}

async function untilReady(status: () => Promise<NodeStatus>, over: () => boolean): Promise<NodeStatus> {
  for (;;) {
    const now = await status();
    if (now.ready) return now;
    if (over()) throw new NodeError('stopped', 'The node was stopped.');
    await pause(POLL_MS);
  }
}
