import { createHmac, pbkdf2Sync } from 'node:crypto';
import { sha256 } from './hash.ts';
import { secp256k1 } from './secp256k1.ts';

/** An account's key: 32 bytes of private key, 33 of compressed public key. */
export interface AccountKey {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

interface Node {
  secret: Uint8Array;
  chainCode: Uint8Array;
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HARDENED = 0x80000000;
const COIN_TYPE = 118;

/**
 * The key at m/44'/118'/0'/0/index of a BIP-39 mnemonic (docs/spec/chain.md §1.1). The words are taken as they are: their
 * checksum is for who reads them from a person.
 */
export const hdKey = (mnemonic: string, index = 0): AccountKey => derive(accountNode(mnemonic), index);

/** The first `count` keys of a mnemonic. */
export function hdKeys(mnemonic: string, count: number): AccountKey[] {
  const node = accountNode(mnemonic);
  return Array.from({ length: count }, (_, index) => derive(node, index));
}

/** 32 bytes that follow from a seed text and a label: a private key or an ed25519 seed for scripted scenarios and tests. */
export const keyFromSeed = (seed: string, label: string): Uint8Array =>
  sha256(Buffer.from(`${seed}\0${label}`, 'utf8'));

function derive(node: Node, index: number): AccountKey {
  const privateKey = child(node, index).secret;
  return { privateKey, publicKey: secp256k1.publicKey(privateKey) };
}

function accountNode(mnemonic: string): Node {
  const words = mnemonic.normalize('NFKD').trim().split(/\s+/).join(' ');
  const seed = pbkdf2Sync(words, 'mnemonic', 2048, 64, 'sha512');
  const root = split(createHmac('sha512', 'Bitcoin seed').update(seed).digest());
  return [HARDENED + 44, HARDENED + COIN_TYPE, HARDENED, 0].reduce(child, root);
}

/** BIP-32: the child's secret is the parent's plus the left half of an HMAC, modulo the order of the curve. */
function child(parent: Node, index: number): Node {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  const key = index >= HARDENED ? Buffer.concat([Buffer.alloc(1), parent.secret]) : secp256k1.publicKey(parent.secret);
  const { secret, chainCode } = split(createHmac('sha512', parent.chainCode).update(key).update(place).digest());
  const sum = (toBigInt(secret) + toBigInt(parent.secret)) % ORDER;
  return { secret: Uint8Array.from(Buffer.from(sum.toString(16).padStart(64, '0'), 'hex')), chainCode };
}

const split = (digest: Buffer): Node => ({ secret: digest.subarray(0, 32), chainCode: digest.subarray(32) });

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
