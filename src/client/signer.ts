import { hdKey, pubkeyAddress, secp256k1 } from '../wire/index.ts';

/** An account that can sign: transactions, and the payloads of an actor. */
export interface Signer {
  /** `allo1…` */
  readonly address: string;
  /** secp256k1, 32 bytes. Never printed, never written. */
  readonly privateKey: Uint8Array;
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * Where others know the key: the chain that it was asked for. It signs for none that is public, save a devnet of its own
   * that was given such a chain id.
   */
  readonly testOf?: string;
}

export function signerFromKey(privateKey: Uint8Array): Signer {
  const publicKey = secp256k1.publicKey(privateKey);
  return { address: pubkeyAddress(publicKey), privateKey, publicKey };
}

/** The account of a BIP-39 mnemonic at m/44'/118'/0'/0/index. */
export const signerFromMnemonic = (mnemonic: string, index = 0): Signer =>
  signerFromKey(hdKey(mnemonic, index).privateKey);
