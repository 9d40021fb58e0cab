import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { EngineError } from '../engine.ts';
import type { ValidatorKey } from './options.ts';
import { addressOf, hex } from './types/hash.ts';

/** PKCS #8 in front of a raw ed25519 seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A validator's key, ready to sign: node:crypto keeps the expanded key between signatures. */
export interface Signer {
  readonly moniker: string;
  readonly pubKey: Uint8Array;
  readonly address: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** @throws EngineError `invalid-options` where the seed is not 32 bytes. */
export function createSigner({ moniker, seed }: ValidatorKey): Signer {
  if (seed.length !== 32) throw new EngineError('invalid-options', `the key of ${moniker} must be a seed of 32 bytes`);
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const pubKey = Uint8Array.from(spki.subarray(-32));
  return { moniker, pubKey, address: addressOf(pubKey), sign: (message) => sign(null, message, key) };
}

/** The ed25519 public key (32 bytes) and consensus address (20 bytes, as upper-case hexadecimal) of a seed. */
export function validatorIdentity(key: ValidatorKey): { pubKey: Uint8Array; address: string } {
  const { pubKey, address } = createSigner(key);
  return { pubKey, address: hex(address) };
}
