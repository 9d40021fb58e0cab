import { sdkErrors } from '../errors.ts';
import type { AnteStep } from './index.ts';

const LARGEST_GAS = (1n << 63n) - 1n;

/** Extension options of any kind are unknown here. */
export const rejectExtensions: AnteStep = (_ctx, tx) => {
  if (tx.body.extensionOptions.length > 0) throw sdkErrors.unknownExtensionOptions();
};

/** What can be said of a transaction without the state. */
export const validateBasic: AnteStep = (_ctx, tx) => {
  if (tx.messages.length === 0) throw sdkErrors.invalidRequest('must contain at least one message');
  if (tx.gasLimit > LARGEST_GAS) {
    throw sdkErrors.invalidRequest(`invalid gas supplied; ${tx.gasLimit} > ${LARGEST_GAS}`);
  }
  if (tx.signatures.length === 0) throw sdkErrors.noSignatures();
  if (tx.signatures.length !== tx.signers.length) {
    throw sdkErrors.unauthorized(`wrong number of signers; expected ${tx.signers.length}, got ${tx.signatures.length}`);
  }
};

export const checkTimeout: AnteStep = (ctx, tx) => {
  const { timeoutHeight } = tx.body;
  if (timeoutHeight > 0n && ctx.height > timeoutHeight) {
    throw sdkErrors.txTimeoutHeight(`block height: ${ctx.height}, timeout height: ${timeoutHeight}`);
  }
};

export const checkMemo: AnteStep = (ctx, tx, { auth }) => {
  const limit = auth.params(ctx).maxMemoCharacters;
  const length = BigInt(Buffer.byteLength(tx.body.memo));
  if (length > limit) {
    throw sdkErrors.memoTooLarge(`maximum number of characters is ${limit} but received ${length} characters`);
  }
};

/** Bytes of a signature, and about those of a gas limit and a fee: what a simulated transaction does not have yet. */
const SIGNATURE = 64;
const FEE = 26;

export const consumeSize: AnteStep = (ctx, tx, { auth }) => {
  let { length } = tx.bytes;
  if (ctx.mode === 'simulate') {
    for (const signature of tx.signatures) if (signature.length === 0) length += SIGNATURE;
    if (!tx.authInfo.fee?.amount.length) length += FEE;
  }
  ctx.gas.consume(auth.params(ctx).txSizeCostPerByte * BigInt(length), 'txSize');
};

export const countSignatures: AnteStep = (ctx, tx, { auth }) => {
  const limit = auth.params(ctx).txSigLimit;
  if (BigInt(tx.signatures.length) > limit) {
    throw sdkErrors.tooManySignatures(`signatures: ${tx.signatures.length}, limit: ${limit}`);
  }
};
