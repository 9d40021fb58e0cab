import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleAccountAddress } from '../chain/module-accounts.ts';
import { bondValidators } from '../chain/modules/staking/bond.ts';
import type { GenesisConsensusParams, GenesisDoc } from '../engine/embedded/index.ts';
import { DevnetError } from './errors.ts';
import type { DevnetAccount, DevnetOptions } from './types.ts';

/** A genesis preset: what differs from the modules' defaults, and what the accounts own, in uallo; `ecosystem` pays the rewards. */
export interface Preset {
  consensus_params: GenesisConsensusParams;
  balances: { account: string; faucet: string; ecosystem: string };
  /** Voting power of each validator; one unit is 10^18 uallo bonded. */
  validator_power: number;
  app_state: Record<string, unknown>;
}

/** Reads a preset of the package, `devnet/presets/<name>.json`. */
export function readPreset(root: string, name: string): Preset {
  const path = join(root, 'devnet', 'presets', `${name}.json`);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Preset;
  } catch (cause) {
    throw new DevnetError('start-failed', `The genesis preset ${path} cannot be read.`, { cause });
  }
}

export interface GenesisInput {
  options: Pick<DevnetOptions, 'chainId' | 'genesisTime' | 'minGasPrice'>;
  preset: Preset;
  /** The modules' own default genesis, by module name. */
  defaults: Record<string, unknown>;
  accounts: readonly DevnetAccount[];
  /** In order; each operates itself with the account `operator`. */
  validators: readonly { moniker: string; pubKey: Uint8Array; operator: string }[];
}

type Json = Record<string, unknown>;

const coins = (amount: string) => [{ denom: 'uallo', amount }];

/** The genesis document of a devnet: the modules' defaults, the preset over them, then accounts and validators. */
export function buildGenesis({ options, preset, defaults, accounts, validators }: GenesisInput): GenesisDoc {
  const balance = (name: string) => (name === 'faucet' ? preset.balances.faucet : preset.balances.account);
  const admin = accounts[0]?.address ?? '';
  const state = merge(merge(defaults, preset.app_state), {
    auth: {
      accounts: accounts.map(({ address }, i) => ({
        '@type': '/cosmos.auth.v1beta1.BaseAccount',
        address,
        account_number: String(i),
        sequence: '0',
      })),
    },
    bank: {
      balances: [
        ...accounts.map(({ name, address }) => ({ address, coins: coins(balance(name)) })),
        { address: moduleAccountAddress('ecosystem'), coins: coins(preset.balances.ecosystem) },
      ],
    },
    ...(options.minGasPrice !== undefined && { feemarket: pricedAt(options.minGasPrice) }),
    emissions: { core_team_addresses: [admin], whitelist_admins: [admin] },
  }) as Json;
  const tokens = BigInt(preset.validator_power) * 10n ** 18n;
  return {
    genesis_time: options.genesisTime ?? new Date().toISOString(),
    chain_id: options.chainId,
    initial_height: '1',
    consensus_params: preset.consensus_params,
    app_hash: '',
    app_state: bondValidators(
      state,
      validators.map((validator) => ({ ...validator, tokens })),
    ),
  };
}

/** A price of gas that is in force from the first block. */
function pricedAt(price: string): Json {
  return { params: { min_base_gas_price: price }, state: { base_gas_price: price } };
}

/** `over` laid over `base`: objects key by key, everything else replaced. */
export function merge(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = key in merged ? merge(merged[key], value) : value;
  return merged;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
