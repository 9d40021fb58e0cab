import type { AbciEvent } from './abci.ts';
import type { Context, GasMeter, Mode } from './context.ts';
import { unlimitedGas } from './gas.ts';
import type { StoreBranch } from './store/branch.ts';
import { MeteredStore } from './store/metered.ts';

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

  /** The same state and events with nothing counted, for what has a price of its own. */
  get unmetered(): ExecutionContext {
    const store = this.store instanceof MeteredStore ? this.store.free : this.store;
    const context = new ExecutionContext(this.#around, this.mode, store, unlimitedGas());
    context.events = this.events;
    return context;
  }

  /** A branch; with a meter of its own, what is done to the state there is charged to it. */
  branch(gas?: GasMeter): { context: ExecutionContext; write(): void } {
    const store = gas ? new MeteredStore(this.store.branch(), gas) : this.store.branch();
    const context = new ExecutionContext(this.#around, this.mode, store, gas ?? this.gas);
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
