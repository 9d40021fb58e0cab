/** What a worker does with what it may know: the past of the series, and nothing after it. */
export interface Model {
  /** Name in the tables. */
  readonly name: string;
  /** What it does, in half a line. */
  readonly about: string;
  /** Predicts the observation that follows `past` (oldest first, never empty). */
  predict(past: readonly number[]): number;
}

const last = (past: readonly number[]): number => past[past.length - 1]!;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const persistence: Model = { name: 'persistence', about: 'the last value again', predict: last };

export const seasonalNaive = (season: number): Model => ({
  name: 'seasonal naive',
  about: season === 1 ? 'the last value again (the series has no season)' : `the value ${season} observations ago`,
  predict: (past) => past[past.length - season] ?? last(past),
});

export const movingAverage: Model = {
  name: 'moving average',
  about: 'the mean of the last 5 values',
  predict: (past) => mean(past.slice(-5)),
};

/** Holt's linear trend with textbook constants (level 0.5, trend 0.1), run over the whole past. */
export const holt: Model = {
  name: 'Holt',
  about: 'level and trend, exponentially smoothed',
  predict: (past) => {
    let level = past[0]!;
    let trend = 0;
    for (let i = 1; i < past.length; i += 1) {
      const before = level;
      level = 0.5 * past[i]! + 0.5 * (level + trend);
      trend = 0.1 * (level - before) + 0.9 * trend;
    }
    return level + trend;
  },
};

export const longRunMean: Model = {
  name: 'long-run mean',
  about: 'the mean of everything seen so far',
  predict: mean,
};

/** The lags that the ridge regression looks at: the recent ones and those around one season ago. */
const ridgeLags = (season: number): number[] =>
  [...new Set([1, 2, 3, season, season + 1, 2 * season])].sort((a, b) => a - b);

/** Weight of the ridge penalty on standardised lags. */
const RIDGE_PENALTY = 1;

/** Ridge regression on seasonal lags, fitted anew on the whole past at every call. */
export const ridge = (season: number): Model => {
  const lags = ridgeLags(season);
  const longest = lags[lags.length - 1]!;
  return {
    name: 'ridge',
    about: `ridge regression on the lags ${lags.join(', ')}`,
    predict: (past) => {
      if (past.length < longest + lags.length + 1) return last(past);
      const rows: number[][] = [];
      const targets: number[] = [];
      for (let t = longest; t < past.length; t += 1) {
        rows.push(lags.map((lag) => past[t - lag]!));
        targets.push(past[t]!);
      }
      const centre = mean(targets);
      const spread = Math.sqrt(mean(targets.map((y) => (y - centre) ** 2))) || 1;
      const scaled = rows.map((row) => row.map((x) => (x - centre) / spread));
      const weights = solveRidge(
        scaled,
        targets.map((y) => (y - centre) / spread),
      );
      const next = lags.map((lag) => (past[past.length - lag]! - centre) / spread);
      return centre + spread * next.reduce((sum, x, i) => sum + x * weights[i]!, 0);
    },
  };
};

/** Solves (XᵀX + λI) w = Xᵀy by Cholesky decomposition. */
function solveRidge(x: readonly number[][], y: readonly number[]): number[] {
  const size = x[0]!.length;
  const a = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      x.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? RIDGE_PENALTY : 0),
    ),
  );
  const b = Array.from({ length: size }, (_, i) => x.reduce((sum, row, t) => sum + row[i]! * y[t]!, 0));
  for (let j = 0; j < size; j += 1) {
    for (let i = j; i < size; i += 1) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; k += 1) sum -= a[i]![k]! * a[j]![k]!;
      a[i]![j] = i === j ? Math.sqrt(sum) : sum / a[j]![j]!;
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) b[i]! -= a[i]![k]! * b[k]!;
    b[i]! /= a[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) b[i]! -= a[k]![i]! * b[k]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}

/** The five honest models that begin the story, none of which knows what is best. */
export const honestModels = (season: number): Model[] => [
  persistence,
  seasonalNaive(season),
  movingAverage,
  holt,
  longRunMean,
];
