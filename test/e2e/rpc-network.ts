import { DirectSecp256k1HdWallet } from '@cosmjs/proto-signing';
import { createApplication } from '../../src/chain/app.ts';
import { createModules, defaultAppState } from '../../src/chain/app-modules.ts';
import { ACCOUNT_NAMES, devnetAccounts, TEST_MNEMONIC, validatorKeys } from '../../src/devnet/accounts.ts';
import { buildGenesis, readPreset } from '../../src/devnet/genesis.ts';
import { type EmbeddedEngine, startEmbedded } from '../../src/engine/embedded/index.ts';
import type { BlockTime } from '../../src/engine/engine.ts';
import { ed25519, pubkeyAddress, secp256k1 } from '../../src/wire/index.ts';
import { root } from './allo.ts';

/** The chain as `devnet up` starts it, but in this process, so that a test can hold the engine. */
export async function startChain(blockTime: BlockTime): Promise<EmbeddedEngine> {
  const modules = createModules();
  const keys = validatorKeys('rpc', 4);
  const genesis = buildGenesis({
    options: { chainId: 'localnet', genesisTime: '2026-01-01T00:00:00Z' },
    preset: readPreset(root, 'devnet'),
    defaults: defaultAppState(modules),
    accounts: await devnetAccounts(null),
    validators: keys.map(({ moniker, seed, operator }) => ({
      moniker,
      pubKey: ed25519.publicKey(seed),
      operator: pubkeyAddress(secp256k1.publicKey(operator)),
    })),
  });
  const app = createApplication({ modules });
  return startEmbedded({ app, genesis, validatorKeys: keys, blockTime });
}

/** The devnet's accounts as cosmjs derives them from the published mnemonic. */
export async function wallet(): Promise<{ signer: DirectSecp256k1HdWallet; alice: string; bob: string }> {
  const { stringToPath } = await import('@cosmjs/crypto');
  const hdPaths = ACCOUNT_NAMES.map((_, i) => stringToPath(`m/44'/118'/0'/0/${i}`));
  const signer = await DirectSecp256k1HdWallet.fromMnemonic(TEST_MNEMONIC, { prefix: 'allo', hdPaths });
  const [alice, bob] = await signer.getAccounts();
  return { signer, alice: alice!.address, bob: bob!.address };
}
