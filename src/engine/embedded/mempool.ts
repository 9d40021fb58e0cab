import type { Application, CheckTxResponse, ExecTxResult } from '../../chain/abci.ts';
import type { MempoolLimits } from './options.ts';
import { hex, sha256 } from './types/hash.ts';

export const DEFAULT_MEMPOOL_LIMITS: MempoolLimits = {
  maxTxs: 5_000,
  maxTxsBytes: 64 * 1024 * 1024,
  maxTxBytes: 1024 * 1024,
  cacheSize: 10_000,
};

/** Why a transaction was not even shown to the application; the texts are CometBFT's. */
export class MempoolError extends Error {
  override readonly name = 'MempoolError';
}

/** A transaction that the application let in. */
interface WaitingTx {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** Transactions that passed CheckTx, first in, first out, and the hashes seen lately. */
export class Mempool {
  readonly #app: Application;
  readonly #limits: MempoolLimits;
  readonly #waiting = new Map<string, WaitingTx>();
  readonly #seen = new Set<string>();
  #bytes = 0;

  constructor(app: Application, limits: Partial<MempoolLimits> = {}) {
    this.#app = app;
    this.#limits = { ...DEFAULT_MEMPOOL_LIMITS, ...limits };
  }

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The waiting transactions in order of arrival. */
  txs(limit = Number.POSITIVE_INFINITY): Uint8Array[] {
    const txs: Uint8Array[] = [];
    for (const tx of this.#waiting.values()) {
      if (txs.length >= limit) break;
      txs.push(tx.bytes);
    }
    return txs;
  }

  /**
   * Shows a transaction to the application and keeps it if CheckTx answers 0.
   * @throws MempoolError where it is too large, seen before, or the pool is full.
   */
  add(bytes: Uint8Array): { hash: string; response: CheckTxResponse } {
    const { maxTxs, maxTxsBytes, maxTxBytes } = this.#limits;
    if (bytes.length > maxTxBytes) {
      throw new MempoolError(`Tx too large. Max size is ${maxTxBytes}, but got ${bytes.length}`);
    }
    if (this.#waiting.size >= maxTxs || this.#bytes + bytes.length > maxTxsBytes) {
      throw new MempoolError(
        `mempool is full: number of txs ${this.#waiting.size} (max: ${maxTxs}), ` +
          `total txs bytes ${this.#bytes} (max: ${maxTxsBytes})`,
      );
    }
    const hash = hex(sha256(bytes));
    if (this.#seen.has(hash)) throw new MempoolError('tx already exists in cache');
    const response = this.#app.checkTx(bytes, false);
    if (response.code === 0) {
      this.#remember(hash);
      this.#waiting.set(hash, { hash, bytes });
      this.#bytes += bytes.length;
    }
    return { hash, response };
  }

  /**
   * After a block: takes its transactions out, remembers those that succeeded (the others may come again), and shows
   * what still waits to the application once more.
   */
  update(txs: readonly { hash: string; result: ExecTxResult }[]): void {
    for (const { hash, result } of txs) {
      this.#drop(hash);
      if (result.code === 0) this.#remember(hash);
      else this.#seen.delete(hash);
    }
    for (const { hash, bytes } of [...this.#waiting.values()]) {
      if (this.#app.checkTx(bytes, true).code === 0) continue;
      this.#drop(hash);
      this.#seen.delete(hash);
    }
  }

  #drop(hash: string): void {
    const tx = this.#waiting.get(hash);
    if (tx === undefined) return;
    this.#waiting.delete(hash);
    this.#bytes -= tx.bytes.length;
  }

  #remember(hash: string): void {
    this.#seen.delete(hash);
    this.#seen.add(hash);
    if (this.#seen.size <= this.#limits.cacheSize) return;
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest);
      break;
    }
  }
}
