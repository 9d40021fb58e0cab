import { devnetAccounts, devnetMnemonic, TEST_MNEMONIC, validatorKeys } from '../../devnet/accounts.ts';
import { devnetHome } from '../../devnet/paths.ts';
import { readPlan } from '../../devnet/plan.ts';
import { homes } from '../../devnet/registry.ts';
import { hdKeys, pubkeyAddress, secp256k1 } from '../../wire/index.ts';
import type { KeySecret } from './secret.ts';

/** Keys below the published mnemonic that anybody may have tried, and the most validators that a devnet has. */
const MANY = 100;

/**
 * Whether others know a key: one of the published mnemonic, or of a devnet of this machine, whose seed stands in its files.
 * @param secret where it is at hand: all keys of a known mnemonic are known
 */
export async function isTestKey(secret: KeySecret | undefined, address: string): Promise<boolean> {
  const mnemonics = await Promise.all([...seeds()].map(devnetMnemonic));
  if (secret && 'mnemonic' in secret && mnemonics.includes(secret.mnemonic)) return true;
  const published = hdKeys(TEST_MNEMONIC, MANY).map(({ publicKey }) => pubkeyAddress(publicKey));
  if (published.includes(address)) return true;
  for (const seed of seeds()) {
    if ((await devnetAccounts(seed)).some((account) => account.address === address)) return true;
    const operators = validatorKeys(seed, MANY).map(({ operator }) => pubkeyAddress(secp256k1.publicKey(operator)));
    if (operators.includes(address)) return true;
  }
  return false;
}

/** The published keys (null), and the seeds of the devnets of this machine. */
function seeds(): Set<string | null> {
  const found = new Set<string | null>([null]);
  for (const name of homes()) {
    try {
      found.add(readPlan(devnetHome(name))?.seed ?? null);
    } catch {
      // A damaged home has no accounts to sign for.
    }
  }
  return found;
}
