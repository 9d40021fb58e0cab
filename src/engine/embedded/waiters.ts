import type { ExecTxResult } from '../../chain/abci.ts';
import type { CommittedBlock } from './committed-block.ts';

export interface CommittedTx {
  readonly block: CommittedBlock;
  readonly result: ExecTxResult;
}

/** Those who wait for a transaction to be in a block. */
export class TxWaiters {
  readonly #waiting = new Map<string, Set<(tx: CommittedTx | undefined) => void>>();

  /** Resolves with the transaction's block, or undefined after `timeoutMs`. */
  wait(hash: string, timeoutMs: number): Promise<CommittedTx | undefined> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(hash) ?? new Set();
      this.#waiting.set(hash, waiting);
      const done = (tx: CommittedTx | undefined): void => {
        clearTimeout(timer);
        waiting.delete(done);
        if (waiting.size === 0) this.#waiting.delete(hash);
        resolve(tx);
      };
      const timer = setTimeout(() => done(undefined), timeoutMs);
      waiting.add(done);
    });
  }

  onBlock(block: CommittedBlock): void {
    if (this.#waiting.size === 0) return;
    block.txHashes.forEach((hash, i) => {
      const result = block.response.txResults[i]!;
      for (const done of [...(this.#waiting.get(hash) ?? [])]) done({ block, result });
    });
  }

  /** Lets everyone go. */
  close(): void {
    for (const waiting of [...this.#waiting.values()]) for (const done of [...waiting]) done(undefined);
  }
}
