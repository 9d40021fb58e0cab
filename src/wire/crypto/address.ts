import { bech32 } from '@scure/base';
import { AddressError, shorten } from '../errors.ts';
import { ripemd160, sha256 } from './hash.ts';

/** Human-readable parts of the addresses, docs/spec/chain.md §1.1. */
export const PREFIX = { account: 'allo', valoper: 'allovaloper', valcons: 'allovalcons' } as const;

const TEXT_LIMIT = 1023;
const utf8 = new TextEncoder();

function toText(prefix: string, bytes: Uint8Array): string {
  if (bytes.length !== 20 && bytes.length !== 32)
    throw new AddressError(`an address has 20 or 32 bytes, not ${bytes.length}`);
  return bech32.encode(prefix, bech32.toWords(bytes), TEXT_LIMIT);
}

function toBytes(prefix: string, text: string): Uint8Array {
  if (text.trim() === '') throw new AddressError('empty address string is not allowed');
  // Upper case would be a second text for the same account: keys of the state are these texts (docs/spec/chain.md §9).
  if (text !== text.toLowerCase()) throw new AddressError('an address is written in lower case');
  let found: { prefix: string; bytes: Uint8Array };
  try {
    const { prefix: its, words } = bech32.decode(text as `${string}1${string}`, TEXT_LIMIT);
    found = { prefix: its, bytes: bech32.fromWords(words) };
  } catch (error) {
    throw new AddressError(`decoding bech32 failed: ${shorten((error as Error).message)}`);
  }
  if (found.prefix !== prefix)
    throw new AddressError(`invalid Bech32 prefix; expected ${prefix}, got ${shorten(found.prefix)}`);
  const length = found.bytes.length;
  if (length !== 20 && length !== 32) throw new AddressError(`an address has 20 or 32 bytes, not ${length}`);
  return found.bytes;
}

/** Account address `allo1…` of 20 (or 32) bytes. @throws AddressError */
export const accAddress = (bytes: Uint8Array): string => toText(PREFIX.account, bytes);
/** Bytes of an account address. @throws AddressError when the text is no `allo1…` address */
export const accBytes = (text: string): Uint8Array => toBytes(PREFIX.account, text);
/** Operator address `allovaloper1…` of a validator. @throws AddressError */
export const valoperAddress = (bytes: Uint8Array): string => toText(PREFIX.valoper, bytes);
/** Bytes of an operator address. @throws AddressError */
export const valoperBytes = (text: string): Uint8Array => toBytes(PREFIX.valoper, text);
/** Consensus address `allovalcons1…` of a validator. @throws AddressError */
export const valconsAddress = (bytes: Uint8Array): string => toText(PREFIX.valcons, bytes);
/** Bytes of a consensus address. @throws AddressError */
export const valconsBytes = (text: string): Uint8Array => toBytes(PREFIX.valcons, text);

/** Address of a module's account: the first 20 bytes of SHA-256 of its name, docs/spec/chain.md §1.3. */
export const moduleAddress = (name: string): string => accAddress(sha256(utf8.encode(name)).subarray(0, 20));

/** Address of a compressed secp256k1 public key (33 bytes): RIPEMD-160 of SHA-256. */
export const pubkeyAddress = (publicKey: Uint8Array): string => accAddress(ripemd160(sha256(publicKey)));

/** The 20 bytes by which CometBFT knows a validator: the first 20 of SHA-256 of its ed25519 public key (32 bytes). */
export const consensusAddress = (publicKey: Uint8Array): Uint8Array => sha256(publicKey).slice(0, 20);
