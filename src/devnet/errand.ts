import { DevnetError } from './errors.ts';
import { devnetHome } from './paths.ts';
import { readPlan } from './plan.ts';
import { readDevnet } from './registry.ts';
import { startDevnet } from './start.ts';
import { stopDevnet } from './stop.ts';
import type { ChainPlan, DevnetOptions, DevnetState } from './types.ts';

/**
 * Does something to a devnet's chain over its control socket. One that is stopped is up for as long as that takes, makes
 * no block by itself, and is stopped again.
 * @param root directory of the package.
 * @throws DevnetError `none` where there is neither a running devnet of that name nor a chain in its home, and what
 * `startDevnet` and `act` throw.
 */
export async function withDevnet<T>(
  name: string,
  root: string,
  signal: AbortSignal,
  act: (devnet: DevnetState) => Promise<T>,
): Promise<T> {
  const running = await readDevnet(name);
  if (running) return act(running);
  const plan = storedChain(name);
  if (plan.engine !== 'embedded') throw mustRun(name, plan);
  const { state } = await startDevnet(errandOptions(name, plan), root, { signal, passing: true });
  try {
    return await act(state);
  } finally {
    await stopDevnet(state);
  }
}

/** Validators of their own are not started for a moment. */
function mustRun(name: string, { engine }: ChainPlan): DevnetError {
  const named = name === 'default' ? '' : ` --name ${name}`;
  return new DevnetError('none', `Devnet "${name}" is stopped; the ${engine} engine does this only while it runs.`, {
    hint: `Go on with it: \`allo devnet up${named}\`.`,
  });
}

/** The chain that a stopped devnet keeps. @throws DevnetError `none` */
export function storedChain(name: string): ChainPlan {
  const plan = readPlan(devnetHome(name));
  if (plan) return plan;
  const named = name === 'default' ? '' : ` --name ${name}`;
  throw new DevnetError('none', `There is no devnet "${name}", running or stopped.`, {
    hint: `Start one with \`allo devnet up${named}\`.`,
  });
}

function errandOptions(name: string, { chainId, validators, genesisTime, seed }: ChainPlan): DevnetOptions {
  return {
    name,
    engine: 'embedded',
    chainId,
    validators,
    blockTime: 'manual',
    blockIntervalMs: null,
    genesisTime,
    seed,
    host: '127.0.0.1',
    rpcPort: 0,
    grpcPort: 0,
    restPort: 0,
    consumerPort: 0,
    faucetPort: null,
    // Nobody asks one that is up for an errand.
    consumer: { evmChainId: 1, evmContract: '', prices: {} },
    sync: 'full',
    imageFrom: 'host',
    genesis: null,
  };
}
