import type { Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { EngineError } from '../../engine/engine.ts';
import { validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { dataFolder } from '../paths.ts';
import { blockTimeOf } from '../plan.ts';
import { freePort } from '../ports.ts';
import type { StartMessage } from './messages.ts';

/** Somebody else may take a port between finding it free and listening on it. */
const ATTEMPTS = 5;

/** Starts the engine whose validators are in this process, on the wanted port or a free one near it. */
export async function startEmbeddedDevnet(message: StartMessage, log: Logger): Promise<EmbeddedEngine> {
  const { host, rpcPort } = message.options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await freePort(host, rpcPort), message, log);
    } catch (error) {
      const taken = error instanceof EngineError && error.code === 'address-in-use';
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}

function startOn(port: number, { options, home }: StartMessage, log: Logger): Promise<EmbeddedEngine> {
  return startEmbedded({
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
    blockTime: blockTimeOf(options),
    log,
    onHalt: (error) => log.error({ err: error }, `block production stopped: ${error.message}`),
  });
}
