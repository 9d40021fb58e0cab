import type { FinalizeBlockResponse } from '../../chain/abci.ts';
import { type Metric, single } from '../metrics.ts';

/** How often something happened, and how long it took in all. */
class Timed {
  count = 0;
  seconds = 0;

  time<T>(act: () => T): T {
    const start = performance.now();
    try {
      return act();
    } finally {
      this.count += 1;
      this.seconds += (performance.now() - start) / 1000;
    }
  }

  metrics(name: string, what: string): Metric[] {
    return [
      single('counter', `${name}_total`, `${what}: how often.`, this.count),
      single('counter', `${name}_seconds_total`, `${what}: seconds spent.`, this.seconds),
    ];
  }
}

/** What the application counts of its own work since it started. */
export class Counters {
  readonly finalize = new Timed();
  readonly commit = new Timed();
  readonly query = new Timed();
  readonly check = new Timed();
  #executed = 0;
  #failed = 0;
  #refused = 0;

  block({ txResults }: FinalizeBlockResponse): void {
    this.#executed += txResults.length;
    for (const { code } of txResults) if (code !== 0) this.#failed += 1;
  }

  checked(code: number): void {
    if (code !== 0) this.#refused += 1;
  }

  metrics(): Metric[] {
    return [
      ...this.finalize.metrics('allokit_finalize_block', 'Execution of blocks'),
      ...this.commit.metrics('allokit_commit', 'Commits of blocks to the store'),
      ...this.check.metrics('allokit_check_tx', 'Checks of waiting transactions'),
      ...this.query.metrics('allokit_query', 'Queries'),
      single('counter', 'allokit_txs_total', 'Transactions in executed blocks.', this.#executed),
      single('counter', 'allokit_txs_failed_total', 'Transactions in executed blocks that failed.', this.#failed),
      single('counter', 'allokit_check_tx_refused_total', 'Waiting transactions that were refused.', this.#refused),
    ];
  }
}
