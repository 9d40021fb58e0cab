import { type Signer, signerFromKey } from '../client/signer.ts';
import { ACCOUNT_NAMES, devnetAccounts, devnetKey } from '../devnet/accounts.ts';
import { readNames } from '../devnet/names.ts';
import { accBytes } from '../wire/index.ts';
import { AlloError } from './errors.ts';
import { findKey, listKeys, unlockKey } from './keyring/keyring.ts';
import type { Network } from './network.ts';

/** Asks for the passphrase of the key of that name. */
export type AskPassphrase = (name: string) => Promise<string>;

/**
 * The keys of a named account: one of the keyring, or a test account where the network is no public one.
 * @throws AlloError unknownAccount, testKey, noKey, and as the keyring
 */
export async function accountSigner(network: Network, name: string, ask: AskPassphrase): Promise<Signer> {
  const test = await testAccount(network, name);
  const key = test ? undefined : findKey(name);
  if (network.kind === 'public') await refuseTestKeys(network, name, test, key);
  const { chainId: testOf } = network;
  if (test) return { ...signerFromKey(await devnetKey(seedOf(network), test.name)), testOf };
  if (key) {
    const signer = await unlockKey(key.name, await ask(key.name));
    return key.test ? { ...signer, testOf } : signer;
  }
  throw unknownAccount(network, name);
}

/** A devnet account by its name or address. */
async function testAccount(network: Network, nameOrAddress: string) {
  const accounts = await devnetAccounts(seedOf(network));
  return accounts.find(({ name, address }) => name === nameOrAddress || address === nameOrAddress);
}

/** What the accounts of a network come from: its devnet's seed, else the published keys. */
const seedOf = ({ devnet }: Network): string | null => devnet?.seed ?? null;

type Known = { readonly name: string; readonly address: string; readonly test?: boolean } | undefined;

async function refuseTestKeys(network: Network, name: string, account: Known, key: Known): Promise<void> {
  const { isTestKey } = await import('./keyring/test-keys.ts');
  if (!account && !(key && (key.test || (await isTestKey(undefined, key.address))))) return;
  throw new AlloError(
    'testKey',
    `"${name}" is a test key, known to others: nothing is signed with it on ${network.name} (${network.chainId}).`,
  );
}

function unknownAccount(network: Network, name: string): AlloError {
  const keys = listKeys().map((key) => key.name);
  const inRing = keys.length > 0 ? `the keyring has ${keys.join(', ')}` : 'the keyring is empty';
  if (network.kind === 'public') return new AlloError('noKey', `There is no key "${name}"; ${inRing}.`);
  return new AlloError(
    'unknownAccount',
    `There is no account or key "${name}"; the devnet has ${ACCOUNT_NAMES.join(', ')}, ${inRing}.`,
  );
}

/**
 * An address from `allo1…`, or the name of a key of the keyring or of a devnet account.
 * @throws AlloError badAddress, unknownAccount
 */
export async function accountAddress(network: Network, nameOrAddress: string): Promise<string> {
  if (!nameOrAddress.startsWith('allo1')) {
    const account = network.kind === 'public' ? undefined : await testAccount(network, nameOrAddress);
    const known = account ?? findKey(nameOrAddress);
    if (known) return known.address;
    if (network.kind !== 'public') throw unknownAccount(network, nameOrAddress);
    throw new AlloError('badAddress', `"${nameOrAddress}" is neither an allo1… address nor a key of the keyring.`);
  }
  try {
    accBytes(nameOrAddress);
    return nameOrAddress;
  } catch {
    throw new AlloError(
      'badAddress',
      `"${nameOrAddress}" is not a valid allo1… address: a character is wrong or missing.`,
    );
  }
}

/** How a person is told of addresses. */
export interface AccountNames {
  /** Every address that has a name. */
  readonly addresses: readonly string[];
  /** In a sentence or a table: a key or devnet account by its name, any other as `allo1abcd…wxyz`. */
  short(address: string): string;
  /** Where the address itself is wanted too: `bob (allo1…)`. */
  full(address: string): string;
}

export async function accountNames(network: Network): Promise<AccountNames> {
  const accounts = network.kind === 'public' ? [] : await devnetAccounts(seedOf(network));
  const names = new Map([
    ...(network.devnet ? readNames(network.devnet.home) : []),
    ...listKeys().map(({ name, address }) => [address, name] as const),
    ...accounts.map(({ name, address }) => [address, name] as const),
  ]);
  return {
    addresses: [...names.keys()],
    short: (address) => names.get(address) ?? `${address.slice(0, 9)}…${address.slice(-4)}`,
    full: (address) => (names.has(address) ? `${names.get(address)} (${address})` : address),
  };
}
