import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { ed25519 } from '../../wire/index.ts';
import { NodeError } from '../errors.ts';
import { NOTHING_SIGNED } from './begin.ts';
import { configToml } from './config.ts';
import { nodeId, nodeKeyFile, randomSeed, readSeed, validatorKeyFile } from './keys.ts';
import { paths } from './paths.ts';
import type { HomeOptions, NodeHome, NodeKeys, NodePorts, NodeSettings } from './types.ts';

const KEPT_VERSIONS = 10_000;
const KEPT_SNAPSHOTS = 2;
/** An IPv6 address stands in brackets: its colons would be taken for the port's. */
const PEER = /^[0-9a-f]{40}@(?:\[[0-9a-fA-F:.]+\]|[^\s@,:[\]]+):\d{1,5}$/;

/**
 * Writes a node home: CometBFT's files and ours. Keys that are not given are made at random.
 * @throws NodeError `home-exists`, `invalid-options`
 */
export function initHome(options: HomeOptions): NodeHome {
  const { home, genesis } = options;
  check(options);
  const files = paths(home);
  if (existsSync(files.settings)) throw new NodeError('home-exists', `${home} holds a node already.`);
  const keys = initKeys(home, options.keys);
  const settings: NodeSettings = {
    version: 1,
    chainId: options.chainId,
    moniker: options.moniker,
    host: options.host ?? '127.0.0.1',
    p2pHost: options.p2pHost ?? '127.0.0.1',
    ports: options.ports,
    keepVersions: options.keepVersions ?? KEPT_VERSIONS,
    keepBlocks: options.keepBlocks ?? 0,
    snapshotInterval: options.snapshotInterval ?? 0,
    snapshotKeep: options.snapshotKeep ?? KEPT_SNAPSHOTS,
    sync: options.sync ?? 'second',
  };
  write(files.config, configToml(options));
  write(files.genesis, typeof genesis === 'string' ? genesis : JSON.stringify(genesis));
  if (!existsSync(files.validatorState)) write(files.validatorState, NOTHING_SIGNED);
  // Last: a home with this file is a whole one.
  write(files.settings, json(settings));
  return { home, nodeId: nodeId(keys.node), validatorKey: ed25519.publicKey(keys.validator), settings };
}

/**
 * Writes the keys of a node that is yet to be made, so that its public ones can enter a genesis. Those that lie in the
 * home already are kept, unless others are given; those that do not are made at random.
 * @throws NodeError `home-exists`, `home-damaged`
 */
export function initKeys(home: string, given: Partial<NodeKeys> = {}): NodeKeys {
  const files = paths(home);
  if (existsSync(files.settings)) throw new NodeError('home-exists', `${home} holds a node already.`);
  const keys = {
    node: given.node ?? readSeed(files.nodeKey) ?? randomSeed(),
    validator: given.validator ?? readSeed(files.validatorKey) ?? randomSeed(),
  };
  write(files.nodeKey, json(nodeKeyFile(keys.node)));
  write(files.validatorKey, json(validatorKeyFile(keys.validator)));
  return keys;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Homes hold secret keys: nobody else may read them. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
}

function check({ home, ports, peers = [], stateSync, chainId, genesis }: HomeOptions): void {
  const refuse = (why: string): never => {
    throw new NodeError('invalid-options', why);
  };
  if (!isAbsolute(home)) refuse(`The home must be an absolute path, not ${home}.`);
  const numbers = Object.entries(ports) as [keyof NodePorts, number][];
  for (const [name, port] of numbers) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse(`The port ${name} cannot be ${port}.`);
  }
  if (new Set(numbers.map(([, port]) => port)).size < numbers.length) refuse('Every port must be another one.');
  for (const peer of peers)
    if (!PEER.test(peer))
      refuse(
        `"${peer}" is not <node id>@<host>:<port>${peer.includes('::') ? ', with an IPv6 address in brackets' : ''}.`,
      );
  if (stateSync && stateSync.rpcServers.length < 2) refuse('State sync needs two RPC addresses.');
  const named = (typeof genesis === 'string' ? JSON.parse(genesis) : genesis) as { chain_id?: unknown };
  if (named.chain_id !== chainId) refuse(`The genesis is of the chain ${named.chain_id}, not of ${chainId}.`);
}
