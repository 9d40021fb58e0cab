import { sha256 } from '../../../wire/index.ts';

export { sha256 };

/** A consensus address: the first 20 bytes of the key's SHA-256. */
export function addressOf(pubKey: Uint8Array): Uint8Array {
  return Uint8Array.from(sha256(pubKey).subarray(0, 20));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
