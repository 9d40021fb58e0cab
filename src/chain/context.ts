import type { AbciEvent } from './abci.ts';
import type { StoreBranch } from './store/branch.ts';

/** What the current execution is for. Only `deliver` and `genesis` end up in the committed state. */
export type Mode = 'deliver' | 'check' | 'simulate' | 'query' | 'genesis';

/** Counts gas against a limit; `consume` throws sdk error 11 (out of gas) beyond it. */
export interface GasMeter {
  readonly limit: bigint;
  readonly consumed: bigint;
  consume(amount: bigint, what: string): void;
}

/** What a module sees of the block, the state and its surroundings while it runs. */
export interface Context {
  readonly chainId: string;
  readonly height: bigint;
  /** Block time, nanoseconds since the Unix epoch: the only time there is. */
  readonly time: bigint;
  readonly mode: Mode;
  readonly store: StoreBranch;
  readonly gas: GasMeter;
  emit(event: AbciEvent): void;
  /** Consensus address (20 bytes) of the block's proposer; empty outside a block. */
  readonly proposer: Uint8Array;
  /** Tells an operator something. Never influences state. */
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
  /** A branch of this context: state and events reach this one only through `write()`. */
  branch(): { context: Context; write(): void };
}
