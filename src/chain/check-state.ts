import type { CheckTxResponse } from './abci.ts';
import type { BlockMachinery } from './block.ts';
import type { Mode } from './context.ts';
import { type Outcome, requireFit, runTx, unreadable } from './deliver.ts';
import { sdkErrors } from './errors.ts';
import { ExecutionContext, type Surroundings } from './execution.ts';
import { unlimitedGas } from './gas.ts';
import type { Layer } from './store/layer.ts';
import { readTx } from './tx.ts';

/**
 * The state that waiting transactions are checked against: the last committed one, with their fees and sequences on
 * top, so that an account can send several for one block. A commit starts it anew.
 */
export class CheckState {
  readonly #machinery: BlockMachinery;
  #layer: Layer;
  #around: Surroundings;

  constructor(machinery: BlockMachinery, layer: Layer, around: Surroundings) {
    this.#machinery = machinery;
    this.#layer = layer;
    this.#around = around;
  }

  reset(layer: Layer, around: Surroundings): void {
    this.#layer = layer;
    this.#around = around;
  }

  #context(mode: Mode): ExecutionContext {
    const layer = mode === 'simulate' ? this.#layer.branch() : this.#layer;
    return new ExecutionContext(this.#around, mode, layer, unlimitedGas());
  }

  #run(mode: 'check' | 'simulate', bytes: Uint8Array, recheck: boolean): Outcome {
    const ctx = this.#context(mode);
    const { consensus, messages, ante } = this.#machinery;
    try {
      const maxBytes = consensus.maxBytes(ctx);
      if (maxBytes !== undefined && BigInt(bytes.length) > maxBytes) {
        throw sdkErrors.txTooLarge(`${bytes.length} bytes, a block has at most ${maxBytes}`);
      }
      const tx = readTx(bytes);
      requireFit(tx, consensus.maxGas(ctx));
      return runTx(ctx, messages, tx, { ...ante, recheck });
    } catch (error) {
      return unreadable(ctx, error);
    }
  }

  /** Whether a transaction may wait for a block. */
  checkTx(bytes: Uint8Array, recheck: boolean): CheckTxResponse {
    const { gasWanted, gasUsed, error } = this.#run('check', bytes, recheck);
    return {
      code: error?.code ?? 0,
      data: new Uint8Array(0),
      log: error?.message ?? '',
      gasWanted,
      gasUsed,
      codespace: error?.codespace ?? '',
    };
  }

  /** What a transaction would do; changes nothing. */
  simulate(bytes: Uint8Array): Outcome {
    return this.#run('simulate', bytes, false);
  }
}
