import type { GasMeter } from './context.ts';
import { sdkErrors } from './errors.ts';

/** A byte of the transaction, docs/spec/chain.md §1.4. */
export const GAS_PER_BYTE = 10n;
/** A secp256k1 signature, docs/spec/chain.md §1.4. */
export const GAS_PER_SIGNATURE = 1000n;

const LARGEST = (1n << 64n) - 1n;

/** Counts up to a limit; beyond it, the SDK's error 11 with the place, what was wanted and what was used. */
export class LimitedGas implements GasMeter {
  readonly limit: bigint;
  consumed = 0n;

  constructor(limit: bigint) {
    this.limit = limit;
  }

  consume(amount: bigint, what: string): void {
    this.consumed += amount;
    if (this.consumed > this.limit) {
      throw sdkErrors.outOfGas(`out of gas in location: ${what}; gasWanted: ${this.limit}, gasUsed: ${this.consumed}`);
    }
  }
}

/** Counts without a limit: blocks, genesis, queries and simulations. */
export function unlimitedGas(): LimitedGas {
  return new LimitedGas(LARGEST);
}
