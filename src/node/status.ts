import type { NodeSettings } from './home/types.ts';
import type { Supervisor } from './supervise/supervisor.ts';
import type { NodeApiUrls, NodeStatus } from './types.ts';

const ANSWER_MS = 2_000;

interface RpcStatus {
  sync_info: { latest_block_height: string; latest_app_hash: string; catching_up: boolean };
}

/** One answer of CometBFT's RPC; undefined where there is none. */
async function ask<T>(rpc: string, method: string): Promise<T | undefined> {
  try {
    const response = await fetch(`${rpc}/${method}`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return ((await response.json()) as { result?: T }).result;
  } catch {
    return undefined;
  }
}

/** Where a node stands, asked now. */
export async function nodeStatus(
  { chainId, moniker }: Pick<NodeSettings, 'chainId' | 'moniker'>,
  rpc: string,
  supervisor: Supervisor,
  api: NodeApiUrls,
): Promise<NodeStatus> {
  const [status, net] = await Promise.all([ask<RpcStatus>(rpc, 'status'), ask<{ n_peers: string }>(rpc, 'net_info')]);
  const application = supervisor.status('application');
  const cometbft = supervisor.status('cometbft');
  const height = Number(status?.sync_info.latest_block_height ?? 0);
  const catchingUp = status?.sync_info.catching_up ?? false;
  const missing: string[] = [];
  if (application.fault !== null) missing.push(`the application is not up: ${application.fault}`);
  if (cometbft.fault !== null) missing.push(`CometBFT is not up: ${cometbft.fault}`);
  if (!status) missing.push(`the RPC does not answer at ${rpc}`);
  else if (height === 0) missing.push('there is no block yet');
  else if (catchingUp) missing.push(`it is catching up, at height ${height}`);
  return {
    ready: missing.length === 0,
    missing,
    chainId,
    moniker,
    height,
    appHash: status?.sync_info.latest_app_hash ?? '',
    catchingUp,
    peers: Number(net?.n_peers ?? 0),
    application,
    cometbft,
    rpc,
    ...api,
  };
}
