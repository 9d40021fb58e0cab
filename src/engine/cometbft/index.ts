import type { SyncMode } from '../../chain/store/database.ts';
import { nodeId } from '../../node/home/index.ts';
import { endLeftovers } from '../../node/supervise/process-file.ts';
import { hostPort } from '../embedded/rpc/server.ts';
import type { BlockTime, EngineLog } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import {
  addressesOf,
  identityOf,
  layHome,
  timeoutsFor,
  type ValidatorSecrets,
  validatorHome,
} from '../network/homes.ts';
import { ValidatorNetwork } from '../network/network.ts';
import { planPorts, type WantedPorts } from '../network/ports.ts';
import { type StartProgress, startAll } from '../network/start.ts';
import { Mesh } from '../relay/mesh.ts';
import { ProcessDriver, requireCometBft } from './driver.ts';

/** What an engine of validators needs to start, whatever they run in. */
export interface ValidatorsOptions {
  readonly genesis: GenesisDoc;
  readonly validators: readonly ValidatorSecrets[];
  /** The validators' homes are made below it; what lies there is gone on with. */
  readonly directory: string;
  /** Address that is listened on. */
  readonly host: string;
  /** The wanted ports of the first validator; 0 means any. */
  readonly ports: WantedPorts;
  /** `instant`: as fast as consensus goes. `manual` is refused. */
  readonly blockTime: BlockTime;
  readonly sync: SyncMode;
  readonly log: EngineLog;
  readonly progress?: StartProgress;
  /** Ends a start that is under way: nothing is left of it. */
  readonly signal?: AbortSignal;
  /** Told of what stopped the network for good. */
  readonly onHalt?: (error: Error) => void;
}

/**
 * Starts a network of validators on this machine, each an application and a CometBFT of its own, with a relay on every
 * way between two of them. Resolves when all of them have a block.
 * @throws EngineError `cometbft-missing`, `unsupported`, `start-failed`
 */
export async function startCometbft(options: ValidatorsOptions): Promise<ValidatorNetwork> {
  const { genesis, validators, directory, host, blockTime, sync, log, progress } = options;
  timeoutsFor(blockTime);
  const cometbft = await requireCometBft();
  // What a killed devnet left would hold its ports.
  await Promise.all(validators.map(({ moniker }) => endLeftovers(validatorHome(directory, moniker))));
  progress?.step('ports');
  const ports = await planPorts(host, options.ports, validators.length);
  const mesh = await Mesh.open({
    peers: ports.map(({ p2p }) => ({ host, port: p2p })),
    listen: { host, port: () => 0 },
  });
  try {
    progress?.step('homes');
    const ids = validators.map(({ node }) => nodeId(node));
    const drivers = validators.map((validator, i) => {
      const own = ports[i] as (typeof ports)[number];
      const peers = mesh.doors(i).map(({ to, port }) => `${ids[to]}@${hostPort(host, port)}`);
      const home = layHome({ directory, genesis, validator, ports: own, host, peers, blockTime, sync });
      return new ProcessDriver({ ...identityOf(validator), ...addressesOf(host, own), home, cometbft, log });
    });
    await startAll(drivers, options);
    return new ValidatorNetwork({ kind: 'cometbft', chainId: genesis.chain_id, ...options, drivers, ways: mesh });
  } catch (error) {
    await mesh.close();
    throw error;
  }
}
