import { createModules, defaultAppState } from '../../chain/app-modules.ts';
import type { GenesisDoc } from '../../engine/genesis-doc.ts';
import { ed25519, pubkeyAddress, secp256k1 } from '../../wire/index.ts';
import { devnetAccounts, validatorKeys } from '../accounts.ts';
import { buildGenesis, readPreset } from '../genesis.ts';
import { readGenesisDoc } from '../import-genesis.ts';
import { genesisFile } from '../paths.ts';
import { writePlan } from '../plan.ts';
import { writePrivate } from '../state-file.ts';
import type { DevnetOptions } from '../types.ts';

/** Puts a new chain into a home: its genesis, and what it is. Its data comes with its first block. */
export async function plantChain(options: DevnetOptions, home: string, root: string): Promise<void> {
  const doc = options.genesis === null ? await ownGenesis(options, root) : readGenesisDoc(options.genesis);
  writePrivate(genesisFile(home), `${JSON.stringify(doc, null, 1)}\n`);
  writePlan(home, { ...options, genesisTime: doc.genesis_time });
}

async function ownGenesis(options: DevnetOptions, root: string): Promise<GenesisDoc> {
  return buildGenesis({
    options,
    preset: readPreset(root, 'devnet'),
    defaults: defaultAppState(createModules()),
    accounts: await devnetAccounts(options.seed),
    validators: validatorKeys(options.seed, options.validators).map(({ moniker, seed, operator }) => ({
      moniker,
      pubKey: ed25519.publicKey(seed),
      operator: pubkeyAddress(secp256k1.publicKey(operator)),
    })),
  });
}
