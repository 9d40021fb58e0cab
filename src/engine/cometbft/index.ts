import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncMode } from '../../chain/store/database.ts';
import { type ConsensusTimeouts, initHome, type NodePorts, nodeId } from '../../node/home/index.ts';
import { ed25519 } from '../../wire/index.ts';
import { validatorIdentity } from '../embedded/index.ts';
import { type BlockTime, EngineError, type EngineLog } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import { ValidatorNetwork } from '../network/network.ts';
import { type StartProgress, startAll } from '../network/start.ts';
import { Mesh } from '../relay/mesh.ts';
import { ProcessDriver, requireCometBft } from './driver.ts';
import { planPorts } from './ports.ts';

/** Secret seeds (32 bytes) of a validator's keys, and its name. */
export interface ValidatorSecrets {
  readonly moniker: string;
  /** ed25519: signs blocks. */
  readonly seed: Uint8Array;
  /** ed25519: names the node among its peers. */
  readonly node: Uint8Array;
}

export interface CometbftOptions {
  readonly genesis: GenesisDoc;
  readonly validators: readonly ValidatorSecrets[];
  /** The validators' homes are made below it; what lies there is gone on with. */
  readonly directory: string;
  /** Address that everything is bound to, and the wanted RPC port of the first validator; 0 means any. */
  readonly rpc: { readonly host: string; readonly port: number };
  /** `instant`: as fast as consensus goes. `manual` is refused. */
  readonly blockTime: BlockTime;
  readonly sync: SyncMode;
  readonly log: EngineLog;
  readonly progress?: StartProgress;
  /** Ends a start that is under way: nothing is left of it. */
  readonly signal?: AbortSignal;
  readonly onHalt?: (error: Error) => void;
}

/** How CometBFT makes a block so often; as fast as consensus goes where nothing is said. */
export function timeoutsFor(blockTime: BlockTime): Partial<ConsensusTimeouts> {
  if (blockTime === 'manual') {
    throw new EngineError('unsupported', 'blocks cannot be made by hand: the validators agree on them by themselves');
  }
  return blockTime === 'instant' ? {} : { commit: blockTime.everyMs, skipCommit: false };
}

/** The home of a validator below a network's directory. */
export const validatorHome = (directory: string, moniker: string): string => join(directory, moniker);

/**
 * Starts a network of validators on this machine, each an application and a CometBFT of its own, with a relay on every
 * way between two of them. Resolves when all of them have a block.
 * @throws EngineError `missing-prerequisite`, `unsupported`, `start-failed`
 */
export async function startCometbft(options: CometbftOptions): Promise<ValidatorNetwork> {
  const { genesis, validators, rpc, blockTime, log, progress } = options;
  const timeouts = timeoutsFor(blockTime);
  const cometbft = await requireCometBft();
  progress?.step('ports');
  const ports = await planPorts(rpc.host, rpc.port, validators.length);
  const mesh = await Mesh.open({
    peers: ports.map(({ p2p }) => ({ host: rpc.host, port: p2p })),
    listen: { host: rpc.host, port: () => 0 },
  });
  try {
    progress?.step('homes');
    const ids = validators.map(({ node }) => nodeId(node));
    const homes = validators.map((validator, i) =>
      layHome(options, validator, ports[i] as NodePorts, timeouts, {
        peers: mesh.doors(i).map(({ to, port }) => `${ids[to]}@${rpc.host}:${port}`),
      }),
    );
    const drivers = validators.map(({ moniker, seed }, i) => {
      const { address } = validatorIdentity({ moniker, seed });
      const rpcUrl = `http://${rpc.host}:${ports[i]?.rpc}`;
      const home = homes[i] as string;
      return new ProcessDriver({ moniker, address, pubKey: ed25519.publicKey(seed), rpcUrl, home, cometbft, log });
    });
    await startAll(drivers, { ...(progress && { progress }), ...(options.signal && { signal: options.signal }) });
    return new ValidatorNetwork({
      kind: 'cometbft',
      chainId: genesis.chain_id,
      blockTime,
      drivers,
      ways: mesh,
      log,
      ...(options.onHalt && { onHalt: options.onHalt }),
    });
  } catch (error) {
    await mesh.close();
    throw error;
  }
}

/** Makes a validator's home, or tells the one that is there how the network runs now; its data stays. */
function layHome(
  { genesis, directory, rpc, sync }: CometbftOptions,
  { moniker, seed, node }: ValidatorSecrets,
  ports: NodePorts,
  timeouts: Partial<ConsensusTimeouts>,
  { peers }: { peers: string[] },
): string {
  const home = validatorHome(directory, moniker);
  // What makes a home a whole one: without it, its files are written again and its data is left alone.
  rmSync(join(home, 'node.json'), { force: true });
  initHome({
    home,
    chainId: genesis.chain_id,
    genesis,
    moniker,
    keys: { node, validator: seed },
    ports,
    peers,
    timeouts,
    host: rpc.host,
    p2pHost: rpc.host,
    sync,
  });
  return home;
}
