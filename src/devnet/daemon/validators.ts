import { startCometbft, type ValidatorsOptions } from '../../engine/cometbft/index.ts';
import { startDocker } from '../../engine/docker/index.ts';
import { nodeSeed, validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import { dataFolder } from '../paths.ts';
import { blockTimeOf } from '../plan.ts';
import type { StartedEngine, Starting } from './engine.ts';
import type { StartMessage } from './messages.ts';

/** Starts an engine whose validators are processes of their own. */
export async function startValidators(
  { options, home, root }: StartMessage,
  { log, step, signal }: Starting,
): Promise<StartedEngine> {
  const notes: string[] = [];
  const given: ValidatorsOptions = {
    genesis: plantedGenesis(home),
    validators: validatorKeys(options.seed, options.validators).map(({ moniker, seed }, i) => ({
      moniker,
      seed,
      node: nodeSeed(options.seed, i),
    })),
    directory: dataFolder(home),
    host: options.host,
    ports: { rpc: options.rpcPort, grpc: options.grpcPort, rest: options.restPort },
    blockTime: blockTimeOf(options),
    sync: options.sync,
    log,
    signal,
    progress: {
      step: (name, detail) => {
        log.info(detail === undefined ? `start: ${name}` : `start: ${name}: ${detail}`);
        step({ step: name, ...(detail !== undefined && { detail }) });
      },
      validator: (validator, state, detail) => {
        step({ validator, state, ...(detail !== undefined && { detail }) });
        if (state !== 'behind') return;
        notes.push(`${validator} is behind the others, which go on without it until it is there: ${detail}.`);
        log.warn({ validator }, `the network runs; ${validator} is behind it: ${detail}`);
      },
    },
  };
  const engine =
    options.engine === 'cometbft'
      ? await startCometbft(given)
      : await startDocker({ ...given, name: options.name, home, root, imageFrom: options.imageFrom });
  return { engine, notes };
}
