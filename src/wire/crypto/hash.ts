import { hash } from 'node:crypto';
import { ripemd160 as noble } from '@noble/hashes/legacy.js';

/** SHA-256, 32 bytes. By way of a binary string, because a Buffer for each hash costs twice the hashing itself. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const text = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i);
  return digest;
}

/** RIPEMD-160, 20 bytes. */
export const ripemd160 = (bytes: Uint8Array): Uint8Array => noble(bytes);

/** Lower-case hexadecimal text. */
export const hex = (bytes: Uint8Array): string => buffer(bytes).toString('hex');

/** The bytes of a hexadecimal text, or undefined when it is none. */
export function fromHex(text: string): Uint8Array | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? view(Buffer.from(text, 'hex')) : undefined;
}

export const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const view = (bytes: Buffer): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
