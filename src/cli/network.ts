import type { Settings } from './config/settings.ts';
import { AlloError } from './errors.ts';
import { runningDevnet } from './running.ts';

/** A network that commands talk to. */
export interface Network {
  /** `devnet` for a running devnet, else the profile's name. */
  name: string;
  kind: 'devnet' | 'public';
  chainId: string;
  /** CometBFT RPC, http(s) URL. */
  rpc: string;
  /** The same for every node of it that is known, that one first. */
  rpcs: readonly string[];
  /** uallo per unit of gas as decimal text, where the profile fixes it; a devnet's is `0`. */
  gasPrice?: string | undefined;
  /** Devnet only: its name, home, control socket, how it makes blocks, and the seed its accounts come from (null: the published keys). */
  devnet?: { name: string; home: string; control: string; seed: string | null; blockTime: string };
}

/**
 * What `--network` and `--name` (or the configuration) mean now.
 * @throws AlloError noDevnet: nothing of that name runs; unknownNetwork: no such profile.
 */
export async function resolveNetwork(settings: Settings): Promise<Network> {
  if (settings.network !== 'devnet') return publicNetwork(settings);
  const state = await runningDevnet(settings.name);
  const { chainId, name, home, control, seed, blockTime, rpcs } = state;
  return {
    name: 'devnet',
    kind: 'devnet',
    chainId,
    rpc: state.endpoints.rpc ?? '',
    rpcs,
    gasPrice: '0',
    devnet: { name, home, control, seed, blockTime },
  };
}

function publicNetwork(settings: Settings): Network {
  const profile = settings.networks[settings.network];
  if (!profile) {
    const known = ['devnet', ...Object.keys(settings.networks)].join(', ');
    throw new AlloError('unknownNetwork', `There is no network "${settings.network}"; known are ${known}.`);
  }
  return { name: settings.network, kind: 'public', ...profile, rpcs: [profile.rpc] };
}
