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
  /** `host:port` that nodes which join from outside dial, where it is another one. */
  readonly externalAddress?: string;
  readonly blockTime: BlockTime;
  readonly sync: SyncMode;
}

/** The home of a validator below a network's directory. */
export const validatorHome = (directory: string, moniker: string): string => join(directory, moniker);

/** Makes a validator's home, or tells the one that is there how the network runs now; its data stays. */
export function layHome({ directory, genesis, validator, ports, host, blockTime, ...given }: HomeInput): string {
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
    timeouts: timeoutsFor(blockTime),
    snapshotInterval: snapshotIntervalFor(blockTime),
    host,
    p2pHost: host,
    ...given,
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

/** Validators that go as fast as they can make so many blocks in about ten seconds. */
const FASTEST_INTERVAL = 300;
const SNAPSHOT_EVERY_MS = 10_000;

/**
 * After how many blocks a validator takes a snapshot for nodes that join: about every ten seconds, however fast blocks come. A new
 * node waits no longer for one, and the two minutes that each stays keep a dozen of them.
 */
export function snapshotIntervalFor(blockTime: BlockTime): number {
  if (typeof blockTime === 'string') return FASTEST_INTERVAL;
  return Math.min(FASTEST_INTERVAL, Math.max(2, Math.round(SNAPSHOT_EVERY_MS / blockTime.everyMs)));
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
