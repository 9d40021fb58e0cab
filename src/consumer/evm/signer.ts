import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

/** Signs inferences for the EVM. */
export interface EvmSigner {
  /** 0x and 40 digits, lower case. */
  readonly address: string;
  /** r, s (low) and v (27 or 28) over a digest of 32 bytes: 65 bytes. */
  sign(digest: Uint8Array): Uint8Array;
}

/** @param secret a private key, 32 bytes */
export function evmSigner(secret: Uint8Array): EvmSigner {
  const point = secp256k1.getPublicKey(secret, false);
  return {
    address: `0x${bytesToHex(keccak_256(point.subarray(1)).subarray(12))}`,
    sign(digest) {
      const [recovery, ...rs] = secp256k1.sign(digest, secret, { prehash: false, lowS: true, format: 'recovered' });
      return concatBytes(Uint8Array.from(rs), Uint8Array.of(27 + (recovery as number)));
    },
  };
}

/**
 * A TEST KEY, KNOWN TO EVERYBODY: the first account of the mnemonic that development networks share, at Ethereum's path
 * (m/44'/60'/0'/0/0). It deploys the contracts on a local EVM chain, whose owner may sign. A contract that is worth
 * anything must never trust it.
 */
export const testSigner = (): EvmSigner =>
  evmSigner(hexToBytes('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'));
