import { AddressError, accBytes, type DecodedTx, decodeTx, messageSigners, WireError } from '../wire/index.ts';
import { sdkErrors } from './errors.ts';

/** A transaction that has been read, with what everything about it is asked from. */
export interface Tx extends DecodedTx {
  /** As it was sent. */
  bytes: Uint8Array;
  /** Addresses that must sign, each once: those of the messages in order, then the payer of the fee. */
  signers: string[];
  /** Who pays the fee. */
  feePayer: string;
  gasLimit: bigint;
}

/** Reads a transaction, whose signers must be addresses. Throws `sdk/2` (tx parse error) with the reason. */
export function readTx(bytes: Uint8Array): Tx {
  try {
    const decoded = decodeTx(bytes);
    const fee = decoded.authInfo.fee;
    const signers = [...new Set(decoded.messages.flatMap(messageSigners))];
    const feePayer = fee?.payer || (signers[0] ?? '');
    if (feePayer !== '' && !signers.includes(feePayer)) signers.push(feePayer);
    for (const address of signers) accBytes(address);
    return { ...decoded, bytes, signers, feePayer, gasLimit: fee?.gasLimit ?? 0n };
  } catch (error) {
    if (error instanceof WireError || error instanceof AddressError) throw sdkErrors.txDecode(error.message);
    throw error;
  }
}
