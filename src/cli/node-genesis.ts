import type { GenesisDoc } from '../engine/genesis-doc.ts';
import { AlloError } from './errors.ts';

/** A validator of a new network, as `--validator <moniker>=<base64 key>` names it. */
export interface NamedValidator {
  readonly moniker: string;
  readonly pubKey: Uint8Array;
}

/** @throws AlloError badValue */
export function parseValidator(text: string): NamedValidator {
  const at = text.indexOf('=');
  const pubKey = new Uint8Array(Buffer.from(text.slice(at + 1), 'base64'));
  if (at < 1 || pubKey.length !== 32) {
    throw new AlloError('badValue', `--validator: "${text}" is not <moniker>=<base64 of an ed25519 key>.`);
  }
  return { moniker: text.slice(0, at), pubKey };
}

/**
 * The genesis of a new network with these validators, on the devnet preset: the accounts of `allo devnet accounts` are
 * funded, and everybody knows their keys.
 */
export async function newGenesis(
  root: string,
  chainId: string,
  seed: string | null,
  validators: readonly NamedValidator[],
): Promise<GenesisDoc> {
  const [accounts, genesis, modules, wire] = await Promise.all([
    import('../devnet/accounts.ts'),
    import('../devnet/genesis.ts'),
    import('../chain/app-modules.ts'),
    import('../wire/index.ts'),
  ]);
  const operators = accounts.validatorKeys(seed, validators.length);
  return genesis.buildGenesis({
    options: { chainId, genesisTime: null },
    preset: genesis.readPreset(root, 'devnet'),
    defaults: modules.defaultAppState(modules.createModules()),
    accounts: await accounts.devnetAccounts(seed),
    validators: validators.map((validator, i) => ({
      ...validator,
      operator: wire.pubkeyAddress(wire.secp256k1.publicKey(operators[i]!.operator)),
    })),
  });
}
