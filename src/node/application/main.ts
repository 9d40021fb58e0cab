import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { createModules, storeNames } from '../../chain/app-modules.ts';
import { Database } from '../../chain/store/database.ts';
import { hex } from '../../wire/index.ts';
import { serve } from '../abci/server.ts';
import { abciSocket, paths } from '../home/paths.ts';
import { readHome } from '../home/read.ts';
import { metricsText } from '../metrics.ts';
import { Restoring } from '../snapshots/restore.ts';
import { SnapshotStore } from '../snapshots/store.ts';
import type { ApplicationMessage, ApplicationRequest } from './messages.ts';
import { NodeApplication } from './node-application.ts';

/**
 * The application process of a validator node: the chain behind an ABCI socket. Its only argument is the node home. It
 * ends, with everything on the disk, on SIGTERM and when its supervisor goes away.
 */
async function run(home: string): Promise<void> {
  const { settings } = readHome(home);
  const files = paths(home);
  const database = Database.open({ path: files.store, sync: settings.sync });
  const stores = storeNames(createModules());
  const snapshots = new SnapshotStore({
    folder: files.snapshots,
    database,
    stores,
    keep: settings.snapshotKeep,
    log: say,
  });
  const application = new NodeApplication({
    database,
    settings,
    snapshots,
    restoring: new Restoring(database, stores, say),
    log: (level, message) => say(`${level}: ${message}`),
    onCommit: (height, appHash) =>
      tell({ type: 'committed', height: String(height), appHash: hex(appHash).toUpperCase() }),
  });
  const socket = abciSocket(home);
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  const server = await serve(
    application,
    { path: socket },
    { onError: (error, request) => say(`${request}: ${error.stack}`) },
  );
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await server.close();
    await snapshots.close();
    await database.close();
    process.exit(0);
  };
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  process.on('message', ({ id }: ApplicationRequest) => {
    tell({ type: 'metrics', id, text: metricsText(application.metrics()) });
  });
  const height = application.info().lastBlockHeight;
  say(`the application stands at height ${height} and listens at ${server.address}`);
  tell({ type: 'listening', address: server.address, height: String(height) });
  flushCompileCache?.();
}

function say(message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${message}\n`);
}

function tell(message: ApplicationMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

// Its supervisor decides when it ends, also where a terminal interrupts them together.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

run(process.argv[2] ?? '').catch((error: Error) => {
  say(error.stack ?? error.message);
  tell({ type: 'failed', message: error.message });
  process.exitCode = 1;
  process.disconnect?.();
});
