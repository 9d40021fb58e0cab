import type { GasMeter } from './context.ts';
import { sdkErrors } from './errors.ts';

/** A byte of the transaction, docs/spec/chain.md §1.4. */
export const GAS_PER_BYTE = 10n;
/** A secp256k1 signature, docs/spec/chain.md §1.4. */
export const GAS_PER_SIGNATURE = 1000n;

/** A message that the table does not name. */
const OTHER_MESSAGE = 50_000n;

/**
 * What a message costs, whatever it finds in the state: the same message always costs the same, so a simulated amount
 * holds until the transaction is included. The reference charges store accesses instead; these are its usual sums,
 * rounded up.
 */
const MESSAGES: Readonly<Record<string, bigint>> = {
  '/cosmos.bank.v1beta1.MsgSend': 60_000n,
  '/cosmos.bank.v1beta1.MsgMultiSend': 100_000n,
  '/emissions.v10.CreateNewTopicRequest': 150_000n,
  '/emissions.v10.FundTopicRequest': 80_000n,
  '/emissions.v10.RegisterRequest': 80_000n,
  '/emissions.v10.RemoveRegistrationRequest': 50_000n,
  '/emissions.v10.AddStakeRequest': 80_000n,
  '/emissions.v10.DelegateStakeRequest': 100_000n,
  '/emissions.v10.InsertWorkerPayloadRequest': 120_000n,
  '/emissions.v10.InsertReputerPayloadRequest': 200_000n,
};

/** Gas of a message by its type URL; a message of emissions v9 costs what its namesake of v10 does. */
export function messageGas(typeUrl: string): bigint {
  return MESSAGES[typeUrl.replace(/^\/emissions\.v9\./, '/emissions.v10.')] ?? OTHER_MESSAGE;
}

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
