import { join } from 'node:path';
import type { BlockTime } from '../../engine/engine.ts';
import { timeoutsFor } from '../../engine/network/homes.ts';
import { portsAt, STRIDE } from '../../engine/network/ports.ts';
import { initHome, type NodePorts, nodeId } from '../../node/home/index.ts';
import { nodeSeed, validatorKeys } from '../accounts.ts';
import { plantedGenesis } from '../genesis-file.ts';
import type { ChainPlan } from '../types.ts';

/** The ports of a validator that has an address of its own. */
export const PORTS: NodePorts = { rpc: 26657, p2p: 26656, node: 26659, metrics: 26660 };

/** A validator of a network that is to run elsewhere. */
export interface DeployedValidator {
  /** Its moniker, and its name in the network. */
  readonly name: string;
  /** Its home, as `allo node start` runs it. */
  readonly home: string;
  /** Ports of the machine that it can be reached at, where all run on one. */
  readonly published: NodePorts;
}

/** Where blocks are made by hand or one for each transaction, validators of their own make one a second. */
function paceOf({ engine }: ChainPlan, blockTime: BlockTime): BlockTime {
  return engine === 'embedded' && typeof blockTime === 'string' ? { everyMs: 1_000 } : blockTime;
}

/**
 * Writes the homes of a devnet's validators below a folder, for a network that begins with the same genesis under the same
 * keys, and in which each is found by its moniker.
 * @param home of the devnet that the plan is of
 */
export function layHomes(home: string, plan: ChainPlan, blockTime: BlockTime, folder: string): DeployedValidator[] {
  const genesis = plantedGenesis(home);
  const keys = validatorKeys(plan.seed, plan.validators);
  const nodes = keys.map((_, i) => nodeSeed(plan.seed, i));
  const first = plan.rpcPort === 0 ? PORTS.rpc : plan.rpcPort;
  return keys.map(({ moniker, seed }, i) => {
    const own = join(folder, moniker);
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
        at === i ? [] : [`${nodeId(nodes[at] as Uint8Array)}@${peer}:${PORTS.p2p}`],
      ),
      timeouts: timeoutsFor(paceOf(plan, blockTime)),
      sync: plan.sync,
    });
    return { name: moniker, home: own, published: portsAt(first + STRIDE * i) };
  });
}
