import { createHash } from 'node:crypto';
import type { DevnetAccount } from './types.ts';

/**
 * TEST KEYS, KNOWN TO EVERYBODY. Whatever is sent to these accounts on a public network is lost.
 * The mnemonic is the one that development networks of many chains share.
 */
export const TEST_MNEMONIC = 'test test test test test test test test test test test junk';

/** The accounts of the test mnemonic at m/44'/118'/0'/0/i, in order. A test derives them again. */
const PUBLISHED: readonly DevnetAccount[] = [
  { name: 'alice', address: 'allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8' },
  { name: 'bob', address: 'allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm' },
  { name: 'carol', address: 'allo1htamarexaxhgdsp0xu6sppeyx7avtvqrr6qgr3' },
  { name: 'dave', address: 'allo19tkvgvwht3n8pcqydrcq4cxwhr8rp2ge3ww0ja' },
  { name: 'erin', address: 'allo164cy6j05j3kaqlzqgzn9mjz95vqjhxmh50c32g' },
  { name: 'frank', address: 'allo18el2mdgsjwvzezu5cjsyuyx0uru4zrm2h50z9a' },
  { name: 'grace', address: 'allo1wqsddpelugnm7ss40puw20dacafhq8gkatr7sz' },
  { name: 'heidi', address: 'allo1urv8703cxqny9mcqdu8enh4mdhx0x55d7467s7' },
  { name: 'ivan', address: 'allo1lh6cxaa5hl0wv73jjct2mk7x2z6rq7de7qn6fl' },
  { name: 'judy', address: 'allo1f84c23zhjlddsfg6n4y94v260v5yd8kt0p8kyh' },
  { name: 'faucet', address: 'allo1nxkwrvet9pggwt46cyr5gt39nfh7d0546jazsa' },
];

/** The names of a devnet's accounts; the place in the list is the index of the key. `alice` is the first, the faucet the last. */
export const ACCOUNT_NAMES: readonly string[] = PUBLISHED.map((account) => account.name);

/** The mnemonic of a devnet's accounts: the published one, or one that follows from the seed. */
export async function devnetMnemonic(seed: string | null): Promise<string> {
  if (seed === null) return TEST_MNEMONIC;
  const [{ entropyToMnemonic }, { wordlist }] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ]);
  return entropyToMnemonic(digest(`allokit devnet accounts\n${seed}`).subarray(0, 16), wordlist);
}

/** The accounts of a devnet, `alice` first, the faucet last. */
export async function devnetAccounts(seed: string | null): Promise<DevnetAccount[]> {
  if (seed === null) return PUBLISHED.map((account) => ({ ...account }));
  const [mnemonic, { hdKeys, pubkeyAddress }] = await Promise.all([devnetMnemonic(seed), import('../wire/index.ts')]);
  const keys = hdKeys(mnemonic, ACCOUNT_NAMES.length);
  return ACCOUNT_NAMES.map((name, i) => ({
    name,
    address: pubkeyAddress((keys[i] as (typeof keys)[number]).publicKey),
  }));
}

/** The private key of one account of a devnet. */
export async function devnetKey(seed: string | null, name: string): Promise<Uint8Array> {
  const [mnemonic, { hdKey }] = await Promise.all([devnetMnemonic(seed), import('../wire/index.ts')]);
  return hdKey(mnemonic, ACCOUNT_NAMES.indexOf(name)).privateKey;
}

/** The keys of one validator: the ed25519 seed that it signs blocks with, the secp256k1 key of the account that operates it. */
export interface ValidatorKeys {
  moniker: string;
  seed: Uint8Array;
  operator: Uint8Array;
}

/** The keys of a devnet's validators: published ones, or ones that follow from the seed. */
export function validatorKeys(seed: string | null, count: number): ValidatorKeys[] {
  const key = (what: string) => digest(`allokit devnet ${what}\n${seed ?? ''}`);
  return Array.from({ length: count }, (_, i) => ({
    moniker: `validator-${i}`,
    seed: key(`validator ${i}`),
    operator: key(`operator ${i}`),
  }));
}

/** The ed25519 seed that names the node of a devnet's validator among its peers. */
export function nodeSeed(seed: string | null, index: number): Uint8Array {
  return digest(`allokit devnet node ${index}\n${seed ?? ''}`);
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}
