import { join, resolve } from 'node:path';
import { boolean, integer, string } from '@oclif/core/flags';
import type { HomeOptions, NodeHome, NodePorts } from '../node/home/index.ts';

const port = (what: string, usual: number) =>
  integer({ description: `Port of ${what}`, min: 1, max: 65_535, default: usual });

export const homeFlag = {
  home: string({ description: 'Directory of the node (default: node in the data directory)' }),
};

/** What `node init` and `node join` ask about a node. */
export const nodeFlags = {
  ...homeFlag,
  moniker: string({ description: 'Name of the node', default: 'node' }),
  host: string({
    description: 'Address that RPC, gRPC, REST, readiness and metrics are bound to',
    default: '127.0.0.1',
  }),
  'p2p-host': string({ description: 'Address that peers are listened for on', default: '0.0.0.0' }),
  'rpc-port': port('RPC and websocket', 26_657),
  'p2p-port': port('the peers', 26_656),
  'node-port': port('readiness and metrics of the node', 26_670),
  'metrics-port': port("CometBFT's metrics", 26_660),
  'grpc-port': port('gRPC', 9_090),
  'rest-port': port('REST', 1_317),
  'external-address': string({ description: 'host:port that others dial, where it is another one' }),
  peer: string({ description: 'A peer to stay connected to: <node id>@<host>:<port>', multiple: true }),
  'peer-exchange': boolean({ description: 'Let peers tell each other of peers', default: true, allowNo: true }),
  'snapshot-interval': integer({
    description: 'Blocks between two snapshots for others; 0: none',
    min: 0,
    default: 1000,
  }),
  'keep-blocks': integer({ description: 'Blocks that stay; 0: all', min: 0, default: 0 }),
  'keep-versions': integer({ description: 'Versions of the state that stay', min: 1, default: 10_000 }),
};

export interface NodeFlags {
  home?: string | undefined;
  moniker: string;
  host: string;
  'p2p-host': string;
  'rpc-port': number;
  'p2p-port': number;
  'node-port': number;
  'metrics-port': number;
  'grpc-port': number;
  'rest-port': number;
  'external-address'?: string | undefined;
  peer?: string[] | undefined;
  'peer-exchange': boolean;
  'snapshot-interval': number;
  'keep-blocks': number;
  'keep-versions': number;
}

/** The directory of the node, absolute. */
export async function nodeHome(given: string | undefined): Promise<string> {
  if (given !== undefined) return resolve(given);
  const { dataDirectory } = await import('../devnet/paths.ts');
  return join(dataDirectory(), 'node');
}

export async function homeOptions(flags: NodeFlags): Promise<Omit<HomeOptions, 'chainId' | 'genesis'>> {
  const ports: NodePorts = {
    rpc: flags['rpc-port'],
    p2p: flags['p2p-port'],
    node: flags['node-port'],
    metrics: flags['metrics-port'],
    grpc: flags['grpc-port'],
    rest: flags['rest-port'],
  };
  const external = flags['external-address'];
  return {
    home: await nodeHome(flags.home),
    moniker: flags.moniker,
    host: flags.host,
    p2pHost: flags['p2p-host'],
    ports,
    peers: flags.peer ?? [],
    peerExchange: flags['peer-exchange'],
    snapshotInterval: flags['snapshot-interval'],
    keepBlocks: flags['keep-blocks'],
    keepVersions: flags['keep-versions'],
    // A machine is not a process on the same one: CometBFT's own patience.
    timeouts: {
      propose: 3000,
      proposeDelta: 500,
      prevote: 1000,
      prevoteDelta: 500,
      precommit: 1000,
      precommitDelta: 500,
      commit: 1000,
      skipCommit: false,
    },
    ...(external !== undefined && { externalAddress: external }),
  };
}

/** The result of `node init` and `node join`. */
export interface NodeMade {
  home: string;
  chainId: string | null;
  nodeId: string;
  /** What others give as `--peer`, with this machine's address in place of the host. */
  peer: string;
  /** Base64 of the ed25519 key that it signs blocks with. */
  validatorKey: string;
}

export function nodeMade({ home, nodeId, validatorKey, settings }: NodeHome): NodeMade {
  return {
    home,
    chainId: settings.chainId,
    nodeId,
    peer: `${nodeId}@<host>:${settings.ports.p2p}`,
    validatorKey: Buffer.from(validatorKey).toString('base64'),
  };
}
