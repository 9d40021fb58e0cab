import { startCometbft } from '../../engine/cometbft/index.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GenesisDoc } from '../../engine/genesis-doc.ts';
import { nodeSeed, validatorKeys } from '../accounts.ts';
import { dataFolder } from '../paths.ts';
import { blockTimeOf, type Starting } from './engine.ts';
import type { StartMessage } from './messages.ts';

/** Starts an engine whose validators are processes of their own. */
export async function startValidators(
  { options, home }: StartMessage,
  genesis: GenesisDoc,
  { log, step, signal }: Starting,
): Promise<Engine> {
  return startCometbft({
    genesis,
    validators: validatorKeys(options.seed, options.validators).map(({ moniker, seed }, i) => ({
      moniker,
      seed,
      node: nodeSeed(options.seed, i),
    })),
    directory: dataFolder(home),
    rpc: { host: options.host, port: options.rpcPort },
    blockTime: blockTimeOf(options),
    sync: options.sync,
    log,
    signal,
    progress: {
      step: (name) => step({ step: name }),
      validator: (validator, state, detail) => step({ validator, state, ...(detail !== undefined && { detail }) }),
    },
  });
}
