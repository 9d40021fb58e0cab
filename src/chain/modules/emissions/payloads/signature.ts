import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { accBytes, canonical, encode, pubkeyAddress, secp256k1, sha256, WireError } from '../../../../wire/index.ts';
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
 * Brings the decimals of a client's message into the text in which the chain signs and stores them, in place. NaN, infinities, |v| > 1e40
 * and 0 < |v| < 1e-40 are what the reference refuses while it decodes: sdk 2, tx parse error (docs/spec/emissions.md §8.4, §8.5).
 */
export function canonicalise<D extends DescMessage>(schema: D, message: MessageShape<D>): void {
  try {
    canonical(schema, message);
  } catch (error) {
    if (error instanceof WireError) throw sdkErrors.txDecode(error.message);
    throw error;
  }
}

/**
 * Whether `signature` (64 bytes r‖s, low s) signs the canonical protobuf bytes of `message`: the message is encoded anew, so
 * a client that signed another text of a decimal fails here (docs/spec/emissions.md §8.4).
 */
export function signs<D extends DescMessage>(
  key: PayloadKey,
  schema: D,
  message: MessageShape<D>,
  signature: Uint8Array,
): boolean {
  return signature.length === 64 && secp256k1.verify(signature, sha256(encode(schema, message)), key.bytes);
}

/** Demands a valid account address; sdk 7 otherwise. */
export function requireAddress(address: string, what: string): void {
  try {
    accBytes(address);
  } catch {
    throw sdkErrors.invalidAddress(`invalid ${what} address ${JSON.stringify(address)}`);
  }
}
