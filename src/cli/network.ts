import type { AlloraClient } from '../client/client.ts';
import { isPublicChain } from '../client/public-chains.ts';
import type { NetworkProfile, Settings } from './config/settings.ts';
import { parseDuration } from './durations.ts';
import { AlloError } from './errors.ts';
import { runningDevnet } from './running.ts';

/** A network that commands talk to. */
export interface Network {
  /** `devnet` for a running devnet, else the profile's name. */
  name: string;
  /** A running devnet, one of the public networks, or another one that the configuration names. */
  kind: 'devnet' | 'public' | 'own';
  chainId: string;
  /** CometBFT RPC, http(s) URL. */
  rpc: string;
  /** The same for every node of it that is known, that one first. */
  rpcs: readonly string[];
  /** The least uallo per unit of gas as decimal text; a devnet asks for what its genesis says. */
  gasPrice?: string | undefined;
  /** How long a node may take to answer; the client's own patience where absent. */
  timeoutMs?: number | undefined;
  /** Devnet only: its name, home, control socket, how it makes blocks, and the seed its accounts come from (null: the published keys). */
  devnet?: { name: string; home: string; control: string; seed: string | null; blockTime: string };
}

/** How long a node of another network than a devnet may take where its profile does not say. */
const PATIENCE = '10s';

/**
 * What `--network` and `--name` (or the configuration) mean now.
 * @throws AlloError noDevnet: nothing of that name runs; unknownNetwork: no such profile.
 */
export async function resolveNetwork(settings: Settings): Promise<Network> {
  if (settings.network !== 'devnet') return otherNetwork(settings);
  const state = await runningDevnet(settings.name);
  const { chainId, name, home, control, seed, blockTime, rpcs } = state;
  return {
    name: 'devnet',
    kind: 'devnet',
    chainId,
    rpc: state.endpoints.rpc ?? '',
    rpcs,
    devnet: { name, home, control, seed, blockTime },
  };
}

function otherNetwork({ network: name, networks }: Settings): Network {
  const profile: NetworkProfile | undefined = Object.hasOwn(networks, name) ? networks[name] : undefined;
  if (!profile) {
    const known = ['devnet', ...Object.keys(networks)].join(', ');
    throw new AlloError('unknownNetwork', `There is no network "${name}"; known are ${known}.`);
  }
  const { chainId, rpc, gasPrice, timeout = PATIENCE } = profile;
  const kind = isPublicChain(chainId) ? 'public' : 'own';
  return { name, kind, chainId, rpc, rpcs: [rpc], gasPrice, timeoutMs: Number(parseDuration(timeout) / 1_000_000n) };
}

/**
 * Makes sure that the node at a profile's address answers, and for the chain that the profile names.
 * @throws AlloError wrongChain; ClientError `unreachable`, `certificate`, `timeout`, `bad-answer`
 */
export async function checkChain({ name, chainId, rpc }: Network, client: AlloraClient): Promise<void> {
  const status = await client.status();
  if (status.chainId === chainId) return;
  throw new AlloError('wrongChain', `${rpc} serves the chain ${status.chainId}; network "${name}" is ${chainId}.`);
}
