import type { Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { validatorKeys } from '../accounts.ts';
import { dataFolder } from '../paths.ts';
import { readPlan, writePlan } from '../plan.ts';
import { freePort } from '../ports.ts';
import { plantChain, plantedGenesis } from './chain.ts';
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
  const genesis = plan ? () => plantedGenesis(home) : await plantChain(options, home, root);
  const port = await freePort(options.host, options.rpcPort);
  const engine = await startEmbedded({
    app: (database) =>
      createApplication({
        ...(database && { database }),
        log: (level, message) => log[level]({ from: 'chain' }, message),
      }),
    genesis,
    data: { directory: dataFolder(home), sync: options.sync },
    validatorKeys: validatorKeys(options.seed, options.validators),
    rpc: { host: options.host, port },
    blockTime:
      options.blockIntervalMs === null
        ? (options.blockTime as 'instant' | 'manual')
        : { everyMs: options.blockIntervalMs },
    log,
    onHalt: (error) => log.error({ err: error }, `block production stopped: ${error.message}`),
  });
  if (plan && !passing) writePlan(home, { ...options, genesisTime: plan.genesisTime });
  const notes: string[] = [];
  if (options.rpcPort !== 0 && engine.port !== options.rpcPort) {
    notes.push(`Port ${options.rpcPort} is in use; the RPC listens on ${engine.port} instead.`);
    log.warn({ wanted: options.rpcPort, port: engine.port }, 'wanted port in use');
  }
  return { engine, notes };
}
