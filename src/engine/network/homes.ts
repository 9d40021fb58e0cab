import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncMode } from '../../chain/store/database.ts';
import { type ConsensusTimeouts, initHome, type NodePorts } from '../../node/home/index.ts';
import { validatorIdentity } from '../embedded/index.ts';
import { hostPort } from '../embedded/rpc/server.ts';
import { type BlockTime, EngineError } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';

/** Secret seeds (32 bytes) of a validator's keys, and its name. */
export interface ValidatorSecrets {
  readonly moniker: string;
  /** ed25519: signs blocks. */
  readonly seed: Uint8Array;
  /** ed25519: names the node among its peers. */
  readonly node: Uint8Array;
}

export interface HomeInput {
  /** The validators' homes lie below it. */
  readonly directory: string;
  readonly genesis: GenesisDoc;
  readonly validator: ValidatorSecrets;
  readonly ports: NodePorts;
  /** Address that everything is bound to. */
  readonly host: string;
  /** `<node id>@<host>:<port>` */
  readonly peers: readonly string[];
  readonly blockTime: BlockTime;
  readonly sync: SyncMode;
}

/** The home of a validator below a network's directory. */
export const validatorHome = (directory: string, moniker: string): string => join(directory, moniker);

/** Makes a validator's home, or tells the one that is there how the network runs now; its data stays. */
export function layHome({ directory, genesis, validator, ports, host, peers, blockTime, sync }: HomeInput): string {
  const { moniker, seed, node } = validator;
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
    timeouts: timeoutsFor(blockTime),
    host,
    p2pHost: host,
    sync,
  });
  return home;
}

/**
 * How CometBFT makes a block so often; as fast as consensus goes where nothing is said.
 * @throws EngineError `unsupported` for blocks made by hand
 */
export function timeoutsFor(blockTime: BlockTime): Partial<ConsensusTimeouts> {
  if (blockTime === 'manual') {
    throw new EngineError('unsupported', 'blocks cannot be made by hand: the validators agree on them by themselves');
  }
  return blockTime === 'instant' ? {} : { commit: blockTime.everyMs, skipCommit: false };
}

/** What a driver shows of where its validator is reached. */
export function addressesOf(host: string, { rpc, grpc, rest }: Required<NodePorts>) {
  const at = (port: number): string => `http://${hostPort(host, port)}`;
  return { rpcUrl: at(rpc), api: { grpc: at(grpc), rest: at(rest) } };
}

/** What a driver shows of the validator whose keys these are. */
export function identityOf({ moniker, seed }: ValidatorSecrets): {
  moniker: string;
  address: string;
  pubKey: Uint8Array;
} {
  return { moniker, ...validatorIdentity({ moniker, seed }) };
}
