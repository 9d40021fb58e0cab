import { NodeError } from '../errors.ts';
import { inUrl } from '../home/config.ts';
import type { StateSync } from '../home/types.ts';
import { call, genesisOf } from '../rpc/call.ts';

/** What a new node needs to know of a running network. */
export interface FoundNetwork {
  readonly chainId: string;
  /** The genesis document, as the node serves it. */
  readonly genesis: string;
  /** `<node id>@<host>:<port>` of the node that was asked and of its peers. */
  readonly peers: readonly string[];
}

/** How far behind the latest block the trusted one lies at most: snapshots are rather after it than before. */
const TRUST_BEHIND = 2000;

interface NodeInfo {
  id: string;
  listen_addr: string;
  network: string;
}

interface Status {
  node_info: NodeInfo;
  sync_info: { latest_block_height: string; earliest_block_height: string };
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** Where a node is reached that says it listens at `listen`, and was seen at `seen`. */
function peerAddress({ id, listen_addr: listen }: NodeInfo, seen: string): string | undefined {
  const match = /^(?:tcp:\/\/)?(.*):(\d+)$/.exec(listen);
  if (!match) return undefined;
  const [, host = '', port] = match;
  const anywhere = host === '' || host === '0.0.0.0' || host === '[::]';
  return `${id}@${anywhere ? inUrl(seen) : host}:${port}`;
}

/** Asks a node of a running network for its genesis and peers. @throws NodeError `unreachable` */
export async function findNetwork(rpc: string): Promise<FoundNetwork> {
  const [{ node_info: node }, { peers }, genesis] = await Promise.all([
    call<Status>(rpc, 'status'),
    call<{ peers: { node_info: NodeInfo; remote_ip: string }[] }>(rpc, 'net_info'),
    genesisOf(rpc),
  ]);
  const asked = new URL(rpc).hostname.replace(/^\[|\]$/g, '');
  // Whom it sees on loopback is on its machine.
  const seenAt = (ip: string): string => (LOOPBACK.test(ip) ? asked : ip);
  const addresses = [
    peerAddress(node, asked),
    ...peers.map((peer) => peerAddress(peer.node_info, seenAt(peer.remote_ip))),
  ];
  return {
    chainId: node.network,
    genesis,
    peers: [...new Set(addresses.filter((address) => address !== undefined))],
  };
}

/**
 * The settings that let a new node take its state from a snapshot: it trusts what these RPC servers say of one recent
 * block. @throws NodeError `unreachable`
 */
export async function trustNetwork(rpcServers: readonly [string, ...string[]]): Promise<StateSync> {
  const [rpc] = rpcServers;
  const { sync_info: sync } = await call<Status>(rpc, 'status');
  const [earliest, latest] = [Number(sync.earliest_block_height), Number(sync.latest_block_height)];
  if (latest < 2) throw new NodeError('unreachable', `${rpc} has no blocks yet.`);
  // Of a node that drops blocks, one that will still be there when the new node asks for it.
  const height = Math.max(latest - TRUST_BEHIND, Math.floor(earliest + (latest - earliest) * 0.75));
  const { signed_header: header } = await call<{ signed_header: { commit: { block_id: { hash: string } } } }>(
    rpc,
    `commit?height=${height}`,
  );
  return {
    rpcServers: rpcServers.length > 1 ? rpcServers : [rpc, rpc],
    trustHeight: BigInt(height),
    trustHash: header.commit.block_id.hash,
  };
}
