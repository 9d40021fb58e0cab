/** What one epoch brought, once the truth is known. */
export interface EpochRecord {
  /** Number of the epoch in the story, from 1. */
  readonly epoch: number;
  readonly nonce: bigint;
  readonly truth: number;
  /** Inference of every worker that submitted, by the model's name. */
  readonly workers: ReadonlyMap<string, number>;
  /** The network's inference (`combined_value`). */
  readonly combined: number;
  /** The protocol's `naive_value`: weighed by regret like the network's, but forecasts have no part in it. */
  readonly naive: number;
  /** The inferers' share of the network's inference: same weights, forecasters left out. */
  readonly withoutForecasters: number;
}

/** One line of the closing table. Losses are mean log10 losses; `undefined` where there is nothing to say. */
export interface LedgerRow {
  readonly name: string;
  readonly kind: 'worker' | 'newcomer' | 'forecaster' | 'baseline' | 'network';
  readonly alone?: number;
  readonly joined?: number;
  /** Share of the final weights, of all inferers and forecasters. */
  readonly weight?: number;
  /** Share of the counted epochs in which the network's loss was smaller than this one's. */
  readonly beaten?: number;
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const average = (values: readonly number[]): number => mean(values) ?? Number.NaN;

/** Squared error as log10, not below the floor `(resolution / 2)²` that the data's own coarseness sets. */
export function logLoss(prediction: number, truth: number, floor: number): number {
  return Math.log10(Math.max((prediction - truth) ** 2, floor));
}

/** Keeps the epochs and adds up. */
export class Ledger {
  readonly records: EpochRecord[] = [];
  readonly floor: number;
  readonly #aloneUntil: number;
  readonly #warmUp: number;

  /** @param floor smallest raw loss; @param aloneUntil last epoch before the newcomer; @param warmUp epochs that do not count */
  constructor(floor: number, aloneUntil: number, warmUp: number) {
    this.floor = floor;
    this.#aloneUntil = aloneUntil;
    this.#warmUp = warmUp;
  }

  add(record: EpochRecord): void {
    this.records.push(record);
  }

  /** Log10 loss of a worker in every epoch that it took part in. */
  workerLosses(name: string): { epochs: number[]; losses: number[] } {
    const epochs: number[] = [];
    const losses: number[] = [];
    for (const record of this.records) {
      const prediction = record.workers.get(name);
      if (prediction === undefined) continue;
      epochs.push(record.epoch);
      losses.push(logLoss(prediction, record.truth, this.floor));
    }
    return { epochs, losses };
  }

  /** One row of the table: the mean losses of a predictor and how often the network was better. */
  row(
    kind: LedgerRow['kind'],
    name: string,
    predict: (record: EpochRecord) => number | undefined,
    weight?: number,
  ): LedgerRow {
    const alone: number[] = [];
    const joined: number[] = [];
    let counted = 0;
    let beaten = 0;
    for (const record of this.records) {
      if (record.epoch <= this.#warmUp) continue;
      const prediction = predict(record);
      if (prediction === undefined) continue;
      const loss = logLoss(prediction, record.truth, this.floor);
      (record.epoch <= this.#aloneUntil ? alone : joined).push(loss);
      counted += 1;
      if (logLoss(record.combined, record.truth, this.floor) < loss) beaten += 1;
    }
    return {
      kind,
      name,
      alone: mean(alone),
      joined: mean(joined),
      weight,
      beaten: kind === 'network' || counted === 0 ? undefined : beaten / counted,
    };
  }
}
