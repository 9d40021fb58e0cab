import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { dataFile } from '../../engine/embedded/live-chain.ts';
import { EngineError } from '../../engine/engine.ts';
import { validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { dataFolder } from '../paths.ts';
import { readPlan, writePlan } from '../plan.ts';
import { freePort } from '../ports.ts';
import { sweepSnapshots } from '../snapshots.ts';
import { plantChain } from './chain.ts';
import type { StartMessage } from './messages.ts';

export interface StartedEngine {
  engine: EmbeddedEngine;
  /** What the starter should say, such as a port that was taken. */
  notes: string[];
}

/**
 * Starts the engine on the chain in the home, which is made where there is none.
 * @throws DevnetError, EngineError, StoreError
 */
export async function startEngine({ options, home, root, passing }: StartMessage, log: Logger): Promise<StartedEngine> {
  const plan = readPlan(home);
  if (!plan) await plantChain(options, home, root);
  sweepSnapshots(home);
  const lost = plan !== null && storeIsGone(home);
  const engine = await listening(options.host, options.rpcPort, (port) =>
    startEmbedded({
      app: (database) =>
        createApplication({
          ...(database && { database }),
          ...(options.keepVersions !== undefined && { keepVersions: options.keepVersions }),
          log: (level, message) => log[level]({ from: 'chain' }, message),
        }),
      genesis: () => plantedGenesis(home),
      data: { directory: dataFolder(home), sync: options.sync },
      validatorKeys: validatorKeys(options.seed, options.validators),
      rpc: { host: options.host, port },
      blockTime:
        options.blockIntervalMs === null
          ? (options.blockTime as 'instant' | 'manual')
          : { everyMs: options.blockIntervalMs },
      log,
      onHalt: (error) => log.error({ err: error }, `block production stopped: ${error.message}`),
    }),
  );
  if (plan && !passing) writePlan(home, { ...options, genesisTime: plan.genesisTime });
  const notes: string[] = [];
  if (lost) notes.push(`The store of this chain was gone from ${dataFolder(home)}: it begins again at its genesis.`);
  if (options.rpcPort !== 0 && engine.port !== options.rpcPort) {
    notes.push(`Port ${options.rpcPort} is in use; the RPC listens on ${engine.port} instead.`);
    log.warn({ wanted: options.rpcPort, port: engine.port }, 'wanted port in use');
  }
  return { engine, notes };
}

/** No data file where a chain was, or an empty one: a stranger's hand, or a first start that was cut short. */
function storeIsGone(home: string): boolean {
  const file = statSync(dataFile(dataFolder(home)), { throwIfNoEntry: false });
  return !file || file.size === 0;
}

/** Somebody else may take a port between finding it free and listening on it. */
const ATTEMPTS = 5;

/** Starts on the wanted port or a free one near it; where another was faster, on the next. */
async function listening(
  host: string,
  wanted: number,
  start: (port: number) => Promise<EmbeddedEngine>,
): Promise<EmbeddedEngine> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort(host, wanted));
    } catch (error) {
      const taken = error instanceof EngineError && error.code === 'address-in-use';
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}
