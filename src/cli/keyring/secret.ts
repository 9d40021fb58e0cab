import { hdKey } from '../../wire/index.ts';
import { AlloError } from '../errors.ts';

/** What a key is made of: words and the place of the key below them, or the private key itself. */
export type KeySecret = { readonly mnemonic: string; readonly index: number } | { readonly privateKey: string };

/** 24 words. */
export async function newSecret(): Promise<KeySecret> {
  const [{ generateMnemonic }, { wordlist }] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ]);
  return { mnemonic: generateMnemonic(wordlist, 256), index: 0 };
}

/**
 * Reads a mnemonic or a private key of 64 hexadecimal digits. What is wrong is said without a word of it.
 * @throws AlloError badSecret
 */
export async function readSecret(text: string, index: number): Promise<KeySecret> {
  const clean = text.trim();
  const hex = /^(?:0x)?([0-9a-f]{64})$/i.exec(clean)?.[1];
  if (hex !== undefined) {
    if (index !== 0) throw new AlloError('badSecret', '--index is for a mnemonic; a private key is one key.');
    return { privateKey: hex.toLowerCase() };
  }
  const words = clean.normalize('NFKD').toLowerCase().split(/\s+/);
  if (words.length < 12) throw new AlloError('badSecret', 'That is neither a mnemonic nor a private key.');
  const [{ validateMnemonic }, { wordlist }] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ]);
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (unknown !== -1) {
    throw new AlloError('badSecret', `Word ${unknown + 1} of the mnemonic is not one of the BIP-39 English words.`);
  }
  const mnemonic = words.join(' ');
  if (!validateMnemonic(mnemonic, wordlist)) {
    throw new AlloError(
      'badSecret',
      'The checksum of the mnemonic is wrong: a word is another one, missing or misplaced.',
    );
  }
  return { mnemonic, index };
}

/** secp256k1, 32 bytes. @throws AlloError badSecret for a number that is no key */
export function privateKeyOf(secret: KeySecret): Uint8Array {
  if ('mnemonic' in secret) return hdKey(secret.mnemonic, secret.index).privateKey;
  const number = BigInt(`0x${secret.privateKey}`);
  if (number === 0n || number >= ORDER) throw new AlloError('badSecret', 'That number is not a secp256k1 private key.');
  return Uint8Array.from(Buffer.from(secret.privateKey, 'hex'));
}

/** Order of the curve secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Where a key of a mnemonic stands below its words. */
export const pathOf = (index: number): string => `m/44'/118'/0'/0/${index}`;
