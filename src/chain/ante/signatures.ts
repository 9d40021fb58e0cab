import { SignMode } from '../../wire/gen/cosmos/tx/signing/v1beta1/signing_pb.ts';
import { aminoSignBytes, secp256k1, sha256, signBytes } from '../../wire/index.ts';
import type { Context } from '../context.ts';
import { sdkErrors } from '../errors.ts';
import type { Account } from '../modules/auth/keeper.ts';
import type { Tx } from '../tx.ts';
import type { AnteStep } from './index.ts';
import { signerAccount, transactionKey } from './signer-keys.ts';

/** The bytes that a signer signed. DIRECT covers the transaction as sent, amino what a person was shown of it. */
function signedBytes(ctx: Context, tx: Tx, account: Account, mode: SignMode): Uint8Array {
  const { chainId } = ctx;
  const { accountNumber } = account;
  switch (mode) {
    case SignMode.DIRECT:
      return signBytes({ bodyBytes: tx.bodyBytes, authInfoBytes: tx.authInfoBytes, chainId, accountNumber });
    case SignMode.LEGACY_AMINO_JSON: {
      if (tx.body.nonCriticalExtensionOptions.length > 0) {
        throw sdkErrors.invalidRequest('LEGACY_AMINO_JSON does not support protobuf extension options');
      }
      const { amount = [], payer = '', granter = '' } = tx.authInfo.fee ?? {};
      return aminoSignBytes({
        chainId,
        accountNumber,
        sequence: account.sequence,
        fee: { amount, gasLimit: tx.gasLimit, payer, granter },
        messages: tx.messages,
        memo: tx.body.memo,
        timeoutHeight: tx.body.timeoutHeight,
      });
    }
    default:
      throw sdkErrors.notSupported(`sign mode ${mode}`);
  }
}

/**
 * What a signature was checked against when it was found good: the transaction (its bytes say everything else), the
 * account's number, sequence and key, and the chain. Equal words have equal outcomes.
 */
function circumstances(ctx: Context, account: Account, key: Uint8Array): string {
  return `${ctx.chainId}/${account.accountNumber}/${account.sequence}/${Buffer.from(key).toString('latin1')}`;
}

const REMEMBERED = 20_000;

/** The signatures found good by CheckTx, so that a block need not check them again. Forgets the oldest ones. */
export class VerifiedSignatures {
  readonly #known = new Map<string, string>();

  static #name(tx: Tx, index: number): string {
    return `${Buffer.from(sha256(tx.bytes)).toString('latin1')}${index}`;
  }

  has(tx: Tx, index: number, words: string): boolean {
    return this.#known.get(VerifiedSignatures.#name(tx, index)) === words;
  }

  add(tx: Tx, index: number, words: string): void {
    this.#known.set(VerifiedSignatures.#name(tx, index), words);
    if (this.#known.size <= REMEMBERED) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      break;
    }
  }
}

/** Checks sequences, and unless this only simulates, every signature: docs/spec/chain.md §1.4. */
export const verifySignatures: AnteStep = (ctx, tx, { auth, verified, recheck }) => {
  tx.signers.forEach((address, index) => {
    const account = signerAccount(ctx, auth, address);
    const info = tx.authInfo.signerInfos[index];
    if (info && info.sequence !== account.sequence) {
      throw sdkErrors.wrongSequence(`account sequence mismatch, expected ${account.sequence}, got ${info.sequence}`);
    }
    if (ctx.mode === 'simulate' || recheck) return;
    if (!account.pubKey) throw sdkErrors.invalidPubKey('pubkey on account is not set');
    const key = transactionKey(account.pubKey);
    const words = circumstances(ctx, account, key);
    if (verified.has(tx, index, words)) return;
    const mode = info?.modeInfo?.sum.case === 'single' ? info.modeInfo.sum.value.mode : SignMode.UNSPECIFIED;
    const signature = tx.signatures[index]!;
    const digest = sha256(signedBytes(ctx, tx, account, mode));
    if (signature.length !== 64 || !secp256k1.verify(signature, digest, key)) {
      const number = `account number (${account.accountNumber})`;
      const chain = `chain-id (${ctx.chainId})`;
      // Only the amino document is compared with the account's sequence by nothing but the signature.
      const verify =
        mode === SignMode.LEGACY_AMINO_JSON
          ? `${number}, sequence (${account.sequence}) and ${chain}`
          : `${number} and ${chain}: (unable to verify single signer signature)`;
      throw sdkErrors.unauthorized(`signature verification failed; please verify ${verify}`);
    }
    if (ctx.mode === 'check') verified.add(tx, index, words);
  });
};
