import type { NodeSettings } from './home/types.ts';
import type { Supervisor } from './supervise/supervisor.ts';
import type { NodeApiUrls, NodeStatus } from './types.ts';

const ANSWER_MS = 2_000;

interface RpcStatus {
  validator_info: { address: string };
  sync_info: { latest_block_height: string; latest_app_hash: string; catching_up: boolean };
}

interface RpcValidators {
  total: string;
  validators: { address: string }[];
}

/** CometBFT's words while it takes the state from a snapshot: it looks for one, or it has one. */
const SNAPSHOT_WORDS =
  /Discovering snapshots|Discovered new snapshot|Snapshot accepted|snapshot chunk|Snapshot restored/;

/** One answer of CometBFT's RPC; undefined where there is none. */
async function ask<T>(rpc: string, method: string): Promise<T | undefined> {
  try {
    const response = await fetch(`${rpc}/${method}`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return ((await response.json()) as { result?: T }).result;
  } catch {
    return undefined;
  }
}

/** Whether this node is the only validator there is, and needs nobody. */
async function isAlone(rpc: string, { validator_info: own }: RpcStatus): Promise<boolean> {
  const known = await ask<RpcValidators>(rpc, 'validators');
  return known?.total === '1' && known.validators[0]?.address === own.address;
}

/** What a node with a state to take in waits for. */
function syncing(supervisor: Pick<Supervisor, 'lastSaid'>): string {
  const taking = supervisor.lastSaid(SNAPSHOT_WORDS)?.includes('Discovering snapshots') === false;
  return taking ? 'it takes in the state of a snapshot' : 'it looks for a snapshot: no peer has offered one yet';
}

/** Where a node stands, asked now. */
export async function nodeStatus(
  { chainId, moniker, stateSync }: Pick<NodeSettings, 'chainId' | 'moniker'> & { stateSync: boolean },
  rpc: string,
  supervisor: Pick<Supervisor, 'status' | 'lastSaid'>,
  api: NodeApiUrls,
): Promise<NodeStatus> {
  const [status, net] = await Promise.all([ask<RpcStatus>(rpc, 'status'), ask<{ n_peers: string }>(rpc, 'net_info')]);
  const application = supervisor.status('application');
  const cometbft = supervisor.status('cometbft');
  const height = Number(status?.sync_info.latest_block_height ?? 0);
  const peers = Number(net?.n_peers ?? 0);
  const catchingUp = status?.sync_info.catching_up ?? false;
  const missing: string[] = [];
  if (application.fault !== null) missing.push(`the application is not up: ${application.fault}`);
  if (cometbft.fault !== null) missing.push(`CometBFT is not up: ${cometbft.fault}`);
  if (!status) missing.push(`the RPC does not answer at ${rpc}`);
  else if (height === 0) missing.push(stateSync && peers > 0 ? syncing(supervisor) : 'there is no block yet');
  else if (catchingUp) missing.push(`it is catching up, at height ${height}`);
  const waits = status !== undefined && (height === 0 || catchingUp);
  if (waits && peers === 0 && !(await isAlone(rpc, status))) missing.push('no peer is connected');
  return {
    ready: missing.length === 0,
    missing,
    chainId,
    moniker,
    height,
    appHash: status?.sync_info.latest_app_hash ?? '',
    catchingUp,
    peers,
    application,
    cometbft,
    rpc,
    ...api,
  };
}
