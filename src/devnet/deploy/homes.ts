import { join } from 'node:path';
import type { BlockTime } from '../../engine/engine.ts';
import { snapshotIntervalFor, timeoutsFor } from '../../engine/network/homes.ts';
import { portsAt, STRIDE } from '../../engine/network/ports.ts';
import { initHome, type NodePorts, nodeId } from '../../node/home/index.ts';
import { nodeSeed, validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import type { ChainPlan } from '../types.ts';

/** The ports of a validator that has an address of its own. */
export const PORTS: Required<NodePorts> = {
  ...{ rpc: 26657, p2p: 26656, node: 26659, metrics: 26660 },
  ...{ grpc: 9090, rest: 1317 },
};

/** A validator of a network that is to run elsewhere. */
export interface DeployedValidator {
  /** Its moniker. */
  readonly name: string;
  /** Its name in the network, which its peers dial. */
  readonly host: string;
  /** Its home, as `allo node start` runs it. */
  readonly home: string;
  /** Ports of the machine that it can be reached at, where all run on one. */
  readonly published: Required<NodePorts>;
}

/** Where blocks are made by hand or one for each transaction, validators of their own make one a second. */
function paceOf({ engine }: ChainPlan, blockTime: BlockTime): BlockTime {
  return engine === 'embedded' && typeof blockTime === 'string' ? { everyMs: 1_000 } : blockTime;
}

export interface Layout {
  /** Folder that the homes lie below. */
  readonly folder: string;
  /** What a validator of that moniker is called in the network; its moniker unless said otherwise. */
  readonly hostOf?: (moniker: string) => string;
  /** Whether its ports are published on loopback, the peers' with them. */
  readonly published: boolean;
}

/**
 * Writes the homes of a devnet's validators below a folder, for a network that begins with the same genesis under the same keys.
 * @param home of the devnet that the plan is of
 */
export function layHomes(home: string, plan: ChainPlan, blockTime: BlockTime, layout: Layout): DeployedValidator[] {
  const { folder, hostOf = (moniker) => moniker } = layout;
  const pace = paceOf(plan, blockTime);
  const genesis = plantedGenesis(home);
  const keys = validatorKeys(plan.seed, plan.validators);
  const nodes = keys.map((_, i) => nodeSeed(plan.seed, i));
  const first = (wanted: number | undefined, usual: number): number => wanted || usual;
  return keys.map(({ moniker, seed }, i) => {
    const own = join(folder, moniker);
    const published = {
      ...portsAt(first(plan.rpcPort, PORTS.rpc) + STRIDE * i),
      grpc: first(plan.grpcPort, PORTS.grpc) + STRIDE * i,
      rest: first(plan.restPort, PORTS.rest) + STRIDE * i,
    };
    initHome({
      home: own,
      chainId: plan.chainId,
      genesis,
      moniker,
      keys: { node: nodes[i] as Uint8Array, validator: seed },
      ports: PORTS,
      host: '0.0.0.0',
      p2pHost: '0.0.0.0',
      // All others: whoever starts later finds the address of whoever started before, not always the other way round.
      peers: keys.flatMap(({ moniker: peer }, at) =>
        at === i ? [] : [`${nodeId(nodes[at] as Uint8Array)}@${hostOf(peer)}:${PORTS.p2p}`],
      ),
      ...(layout.published && { externalAddress: `127.0.0.1:${published.p2p}` }),
      timeouts: timeoutsFor(pace),
      snapshotInterval: snapshotIntervalFor(pace),
      sync: plan.sync,
    });
    return { name: moniker, host: hostOf(moniker), home: own, published };
  });
}
