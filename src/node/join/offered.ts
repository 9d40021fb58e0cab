import { NodeError } from '../errors.ts';
import { call } from '../rpc/call.ts';
import { OFFERED_PATH, type Offered } from '../snapshots/offered.ts';

interface Asked {
  readonly rpc: string;
  readonly height: number;
  /** What it offers; null where it is of another program and does not say. */
  readonly said: Offered | null;
}

async function ask(rpc: string): Promise<Asked> {
  const path = `abci_query?path=${encodeURIComponent(JSON.stringify(OFFERED_PATH))}`;
  const [{ response }, { sync_info: sync }] = await Promise.all([
    call<{ response: { code: number; value: string | null } }>(rpc, path),
    call<{ sync_info: { latest_block_height: string } }>(rpc, 'status'),
  ]);
  const known = response.code === 0 && response.value !== null;
  const said = known ? (JSON.parse(Buffer.from(response.value as string, 'base64').toString('utf8')) as Offered) : null;
  return { rpc, height: Number(sync.latest_block_height), said };
}

function lack({ rpc, height, said }: Asked): string {
  const interval = said?.interval ?? 0;
  if (interval === 0) return `${rpc} takes none (snapshotInterval in its node.json)`;
  return `${rpc} is at height ${height} and takes its next at ${(Math.floor(height / interval) + 1) * interval}`;
}

/**
 * Makes sure that there is a snapshot to join by: a node that finds none looks for one for ever. Nodes of other programs do not say what
 * they offer, so that they may.
 * @throws NodeError `no-snapshot` where no node that was asked has one, `unreachable`
 */
export async function requireSnapshot(rpcServers: readonly string[]): Promise<void> {
  const asked = await Promise.all([...new Set(rpcServers)].map(ask));
  if (asked.some(({ said }) => said === null || said.heights.length > 0)) return;
  throw new NodeError('no-snapshot', `No node offers a snapshot yet: ${asked.map(lack).join('; ')}.`);
}
