import { createRequire } from 'node:module';

/** ECDSA on secp256k1. Digests and secrets have 32 bytes, signatures 64 (r then s), public keys 33 (compressed). */
export interface Secp256k1 {
  /** Deterministic (RFC 6979) signature with low s. */
  sign(digest: Uint8Array, secret: Uint8Array): Uint8Array;
  /** False also for a high s and for anything that is no signature or key. */
  verify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
  publicKey(secret: Uint8Array): Uint8Array;
  /** Whether the bytes are a compressed point of the curve. */
  isPublicKey(bytes: Uint8Array): boolean;
}

const require = createRequire(import.meta.url);

/** The compiled library, 25 times as fast; undefined where the package brings none for the platform. */
export function nativeSecp256k1(): Secp256k1 | undefined {
  let library: typeof import('secp256k1');
  try {
    library = require('secp256k1/bindings.js') as typeof import('secp256k1');
  } catch {
    return undefined;
  }
  return {
    sign: (digest, secret) => library.ecdsaSign(digest, secret).signature,
    verify: (signature, digest, publicKey) =>
      hasSizes(signature, digest, publicKey) && orFalse(() => library.ecdsaVerify(signature, digest, publicKey)),
    publicKey: (secret) => library.publicKeyCreate(secret, true),
    isPublicKey: (bytes) => bytes.length === 33 && library.publicKeyVerify(bytes),
  };
}

/** The same in JavaScript. */
export function javascriptSecp256k1(): Secp256k1 {
  const { secp256k1: curve } = require('@noble/curves/secp256k1.js') as typeof import('@noble/curves/secp256k1.js');
  return {
    sign: (digest, secret) => curve.sign(digest, secret, { prehash: false, lowS: true }),
    verify: (signature, digest, publicKey) =>
      hasSizes(signature, digest, publicKey) &&
      orFalse(() => curve.verify(signature, digest, publicKey, { prehash: false, lowS: true })),
    publicKey: (secret) => curve.getPublicKey(secret, true),
    isPublicKey: (bytes) => bytes.length === 33 && curve.utils.isValidPublicKey(bytes, true),
  };
}

const hasSizes = (signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean =>
  signature.length === 64 && digest.length === 32 && publicKey.length === 33;

function orFalse(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

export const secp256k1: Secp256k1 = nativeSecp256k1() ?? javascriptSecp256k1();
