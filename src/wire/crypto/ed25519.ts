import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { buffer } from './hash.ts';

/** Key objects are kept, because making one costs more than a signature. */
const KEPT = 1024;
const DER = {
  seed: Buffer.from('302e020100300506032b657004220420', 'hex'),
  public: Buffer.from('302a300506032b6570032100', 'hex'),
};

function keep(make: (bytes: Uint8Array) => KeyObject): (bytes: Uint8Array) => KeyObject {
  const kept = new Map<string, KeyObject>();
  return (bytes) => {
    if (bytes.length !== 32) throw new RangeError(`an ed25519 key has 32 bytes, not ${bytes.length}`);
    const name = buffer(bytes).toString('latin1');
    let key = kept.get(name);
    if (key === undefined) {
      if (kept.size >= KEPT) kept.clear();
      key = make(bytes);
      kept.set(name, key);
    }
    return key;
  };
}

const secretKey = keep((seed) =>
  createPrivateKey({ key: Buffer.concat([DER.seed, seed]), format: 'der', type: 'pkcs8' }),
);
const publicKeyObject = keep((key) =>
  createPublicKey({ key: Buffer.concat([DER.public, key]), format: 'der', type: 'spki' }),
);

/** Consensus keys: seeds and public keys have 32 bytes, signatures 64. */
export const ed25519 = {
  publicKey(seed: Uint8Array): Uint8Array {
    const spki = createPublicKey(secretKey(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(spki.subarray(DER.public.length));
  },

  sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, secretKey(seed)));
  },

  /** False also for a signature of a wrong length. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    return (
      signature.length === 64 && publicKey.length === 32 && verify(null, message, publicKeyObject(publicKey), signature)
    );
  },
};
