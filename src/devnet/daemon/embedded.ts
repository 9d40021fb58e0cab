import type { Logger } from 'pino';
import { createApplication } from '../../chain/app.ts';
import { type EmbeddedEngine, startEmbedded } from '../../engine/embedded/index.ts';
import { validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { dataFolder } from '../paths.ts';
import { blockTimeOf } from '../plan.ts';
import { onFreePort } from '../ports.ts';
import type { StartMessage } from './messages.ts';

/** Starts the engine whose validators are in this process, on the wanted port or a free one near it. */
export function startEmbeddedDevnet(message: StartMessage, log: Logger): Promise<EmbeddedEngine> {
  const { host, rpcPort } = message.options;
  return onFreePort(host, rpcPort, (port) => startOn(port, message, log));
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
