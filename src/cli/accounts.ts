import { type Signer, signerFromKey } from '../client/signer.ts';
import { ACCOUNT_NAMES, devnetAccounts, devnetKey } from '../devnet/accounts.ts';
import { readNames } from '../devnet/names.ts';
import { accBytes } from '../wire/index.ts';
import { AlloError } from './errors.ts';
import type { Network } from './network.ts';

/**
 * The keys of a named account. Devnets have test accounts; on a public network nothing is signed with them.
 * @throws AlloError unknownAccount
 */
export async function accountSigner(network: Network, name: string): Promise<Signer> {
  if (!network.devnet) {
    throw new AlloError(
      'unknownAccount',
      `There is no key to sign with on ${network.name}: the devnets' test keys are known to everybody.`,
      {
        hint: 'Use a devnet: leave out --network.',
      },
    );
  }
  const { seed } = network.devnet;
  if (name.startsWith('allo1')) {
    const account = (await devnetAccounts(seed)).find(({ address }) => address === name);
    if (account) return accountSigner(network, account.name);
  }
  if (!ACCOUNT_NAMES.includes(name)) {
    throw new AlloError('unknownAccount', `The devnet has no account "${name}"; it has ${ACCOUNT_NAMES.join(', ')}.`);
  }
  return signerFromKey(await devnetKey(seed, name));
}

/**
 * An address from `allo1…` or the name of a devnet account.
 * @throws AlloError badAddress, unknownAccount
 */
export async function accountAddress(network: Network, nameOrAddress: string): Promise<string> {
  if (!nameOrAddress.startsWith('allo1')) {
    if (!network.devnet) throw new AlloError('badAddress', `"${nameOrAddress}" is not an allo1… address.`);
    const account = (await devnetAccounts(network.devnet.seed)).find(({ name }) => name === nameOrAddress);
    if (!account) {
      throw new AlloError(
        'unknownAccount',
        `The devnet has no account "${nameOrAddress}"; it has ${ACCOUNT_NAMES.join(', ')}.`,
      );
    }
    return account.address;
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
  /** In a sentence or a table: a devnet account by its name, any other as `allo1abcd…wxyz`. */
  short(address: string): string;
  /** Where the address itself is wanted too: `bob (allo1…)`. */
  full(address: string): string;
}

export async function accountNames(network: Network): Promise<AccountNames> {
  const accounts = network.devnet ? await devnetAccounts(network.devnet.seed) : [];
  const names = new Map([
    ...(network.devnet ? readNames(network.devnet.home) : []),
    ...accounts.map(({ name, address }) => [address, name] as const),
  ]);
  return {
    addresses: [...names.keys()],
    short: (address) => names.get(address) ?? `${address.slice(0, 9)}…${address.slice(-4)}`,
    full: (address) => (names.has(address) ? `${names.get(address)} (${address})` : address),
  };
}
