import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { encode, pubkeyAddress, secp256k1, sha256 } from '../../../../wire/index.ts';
import { sdkErrors } from '../../../errors.ts';

const COMPRESSED_KEY = /^[0-9a-f]{66}$/i;

/** A payload's key: 33 bytes of compressed secp256k1 and the account that belongs to it. */
export interface PayloadKey {
  readonly bytes: Uint8Array;
  readonly address: string;
}

/** Reads the hexadecimal `pubkey` of a payload; sdk 18 unless it is 33 bytes (docs/spec/emissions.md §8.2, §8.3). */
export function payloadKey(hex: string): PayloadKey {
  if (!COMPRESSED_KEY.test(hex)) throw sdkErrors.invalidRequest('invalid pubkey');
  const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
  return { bytes, address: pubkeyAddress(bytes) };
}

/**
 * Whether `signature` (64 bytes r‖s, low s) signs the protobuf bytes of `message`, encoded anew. The transaction's decoder has
 * brought its decimals into their canonical text (and refused NaN and what is out of bounds, §8.5), so a client that signed
 * another text fails here (docs/spec/emissions.md §8.4).
 */
export function signs<D extends DescMessage>(
  key: PayloadKey,
  schema: D,
  message: MessageShape<D>,
  signature: Uint8Array,
): boolean {
  return signature.length === 64 && secp256k1.verify(signature, sha256(encode(schema, message)), key.bytes);
}
