import type { ExecutionContext } from '../execution.ts';
import type { AuthKeeper } from '../modules/auth/keeper.ts';
import type { BankKeeper } from '../modules/bank/keeper.ts';
import type { FeemarketKeeper } from '../modules/feemarket/keeper.ts';
import type { Tx } from '../tx.ts';
import { deductFee } from './fees.ts';
import { checkMemo, checkTimeout, consumeSize, countSignatures, rejectExtensions, validateBasic } from './rules.ts';
import { type VerifiedSignatures, verifySignatures } from './signatures.ts';
import { consumeSignatures, incrementSequences, setPublicKeys } from './signer-keys.ts';

export interface AnteKeepers {
  readonly auth: AuthKeeper;
  readonly bank: BankKeeper;
  readonly feemarket: FeemarketKeeper;
}

export interface AnteOptions extends AnteKeepers {
  readonly verified: VerifiedSignatures;
  /** The transaction passed before and waits in the mempool: its signatures are not looked at again. */
  readonly recheck: boolean;
}

/** One thing that a transaction must pass before its messages run. Throws what its sender is told. */
export type AnteStep = (ctx: ExecutionContext, tx: Tx, options: AnteOptions) => void;

/** docs/spec/chain.md §1.4, in its order, without what belongs to modules that are not there (the circuit breaker). */
const STEPS: readonly AnteStep[] = [
  rejectExtensions,
  validateBasic,
  checkTimeout,
  checkMemo,
  consumeSize,
  setPublicKeys,
  countSignatures,
  consumeSignatures,
  verifySignatures,
  incrementSequences,
  deductFee,
];

export function runAnte(ctx: ExecutionContext, tx: Tx, options: AnteOptions): void {
  for (const step of STEPS) step(ctx, tx, options);
}
