import type { AbciEvent } from './abci.ts';
import type { Context, GasMeter, Mode } from './context.ts';
import type { StoreBranch } from './store/branch.ts';

/** Says something to an operator. */
export type Log = Context['log'];

/** What all contexts of one block, check or query have in common. */
export interface Surroundings {
  chainId: string;
  height: bigint;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  proposer: Uint8Array;
  log: Log;
}

/** A context that collects its events. */
export class ExecutionContext implements Context {
  readonly #around: Surroundings;
  readonly mode: Mode;
  readonly store: StoreBranch;
  readonly gas: GasMeter;
  events: AbciEvent[] = [];

  constructor(around: Surroundings, mode: Mode, store: StoreBranch, gas: GasMeter) {
    this.#around = around;
    this.mode = mode;
    this.store = store;
    this.gas = gas;
  }

  get chainId(): string {
    return this.#around.chainId;
  }

  get height(): bigint {
    return this.#around.height;
  }

  get time(): bigint {
    return this.#around.time;
  }

  get proposer(): Uint8Array {
    return this.#around.proposer;
  }

  get log(): Log {
    return this.#around.log;
  }

  emit(event: AbciEvent): void {
    this.events.push(event);
  }

  branch(gas: GasMeter = this.gas): { context: ExecutionContext; write(): void } {
    const context = new ExecutionContext(this.#around, this.mode, this.store.branch(), gas);
    return {
      context,
      write: () => {
        context.store.write();
        this.events.push(...context.events);
        context.events = [];
      },
    };
  }
}
