import { Dec, weightedPercentiles } from '../decimal/index.ts';
import type { AttributedValue, AttributedValues, LabelVector, NetworkInferences } from './types.ts';

/** The percentiles of a normal distribution at −2σ, −1σ, 0, 1σ and 2σ. */
export const INTERVAL_PERCENTILES: readonly Dec[] = ['2.28', '15.87', '50', '84.13', '97.72'].map(Dec.parse);

/** Percentiles of the inferences around the combined one. Both lists are empty when nobody has a weight. */
export interface ConfidenceIntervals {
  readonly percentiles: readonly Dec[];
  /** One vector per percentile. */
  readonly values: readonly LabelVector[];
}

/**
 * Weighted percentiles of the inferences and forecast-implied inferences that have a weight, label by label; the chain
 * leaves this to its clients (docs/spec/synthesis.md §7). Errors: math 8 for a percentile outside 0…100, a division error
 * when all weights are 0.
 */
export function confidenceIntervals(
  { inferers, forecasters, weights }: Pick<NetworkInferences, 'inferers' | 'forecasters' | 'weights'>,
  percentiles: readonly Dec[] = INTERVAL_PERCENTILES,
): ConfidenceIntervals {
  const data = [...weighted(inferers, weights.inferers), ...weighted(forecasters, weights.forecasters)];
  const labels = data[0]?.values.length ?? 0;
  if (data.length === 0) return { percentiles: [], values: [] };
  const column = (label: number) =>
    weightedPercentiles(
      data.map(({ values }) => values[label] as Dec),
      data.map(({ weight }) => weight),
      percentiles,
    );
  const columns = Array.from({ length: labels }, (_, label) => column(label));
  return { percentiles, values: percentiles.map((_, index) => columns.map((values) => values[index] as Dec)) };
}

function weighted(actors: readonly AttributedValues[], weights: readonly AttributedValue[]) {
  const byWorker = new Map(weights.map(({ worker, value }) => [worker, value]));
  return actors.flatMap(({ worker, values }) => {
    const weight = byWorker.get(worker);
    return weight === undefined ? [] : [{ values, weight }];
  });
}
