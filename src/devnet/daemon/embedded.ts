import type { Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { dataFolder } from '../paths.ts';
import { freePort } from '../ports.ts';
import { blockTimeOf } from './engine.ts';
import type { StartMessage } from './messages.ts';

/** Starts the engine whose validators are in this process. */
export async function startEmbeddedDevnet({ options, home }: StartMessage, log: Logger): Promise<EmbeddedEngine> {
  return startEmbedded({
    app: (database) =>
      createApplication({
        ...(database && { database }),
        log: (level, message) => log[level]({ from: 'chain' }, message),
      }),
    genesis: () => plantedGenesis(home),
    data: { directory: dataFolder(home), sync: options.sync },
    validatorKeys: validatorKeys(options.seed, options.validators),
    rpc: { host: options.host, port: await freePort(options.host, options.rpcPort) },
    blockTime: blockTimeOf(options),
    log,
    onHalt: (error) => log.error({ err: error }, `block production stopped: ${error.message}`),
  });
}
