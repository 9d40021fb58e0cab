import { randomBytes } from 'node:crypto';
import { ed25519, hex, sha256 } from '../../wire/index.ts';
import type { NodeKeys } from './types.ts';

const SEED_BYTES = 32;
const ADDRESS_BYTES = 20;

/** The keys that are given, and random ones for those that are not. */
export function completeKeys(keys: Partial<NodeKeys> = {}): NodeKeys {
  return { node: keys.node ?? randomBytes(SEED_BYTES), validator: keys.validator ?? randomBytes(SEED_BYTES) };
}

/** First 20 bytes of the key's SHA-256, in upper-case hexadecimal: a consensus address, and a node's name. */
const keyAddress = (publicKey: Uint8Array): string => hex(sha256(publicKey).subarray(0, ADDRESS_BYTES)).toUpperCase();

const base64 = (...bytes: Uint8Array[]): string => Buffer.concat(bytes).toString('base64');

/** What peers know the node of this key by: 40 lower-case hexadecimal digits. */
export const nodeId = (seed: Uint8Array): string => keyAddress(ed25519.publicKey(seed)).toLowerCase();

const privateKey = (seed: Uint8Array) => ({
  type: 'tendermint/PrivKeyEd25519',
  value: base64(seed, ed25519.publicKey(seed)),
});

/** `node_key.json` of CometBFT. */
export const nodeKeyFile = (seed: Uint8Array) => ({ priv_key: privateKey(seed) });

/** `priv_validator_key.json` of CometBFT. */
export function validatorKeyFile(seed: Uint8Array) {
  const publicKey = ed25519.publicKey(seed);
  return {
    address: keyAddress(publicKey),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: base64(publicKey) },
    priv_key: privateKey(seed),
  };
}

/** The seed of a private key in the form of CometBFT's files. @throws RangeError when it is none */
export function seedOf(file: { priv_key?: { type?: unknown; value?: unknown } }): Uint8Array {
  const { type, value } = file.priv_key ?? {};
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64');
  if (type !== 'tendermint/PrivKeyEd25519' || bytes.length !== 2 * SEED_BYTES) {
    throw new RangeError('it holds no ed25519 private key');
  }
  return new Uint8Array(bytes.subarray(0, SEED_BYTES));
}
