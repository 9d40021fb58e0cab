/** What is public about a worker when a forecast is made: its log10 losses so far, oldest first, with the epoch of each. */
export interface LossHistory {
  readonly epochs: readonly number[];
  readonly losses: readonly number[];
}

/** The context in which the next losses will fall. */
export interface ForecastContext {
  /** The series up to now. */
  readonly past: readonly number[];
  readonly season: number;
  /** Number of the epoch that is forecast. */
  readonly epoch: number;
}

/** Predicts a worker's log10 loss in the coming epoch; `undefined` while nothing is known about the worker. */
export interface LossForecaster {
  readonly name: string;
  readonly about: string;
  forecast(history: LossHistory, context: ForecastContext): number | undefined;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Expects of every worker what it has done lately: recent losses, each older one counting 0.8 of the next. */
export const recentLosses: LossForecaster = {
  name: 'recent',
  about: 'recent losses, exponentially weighted',
  forecast: ({ losses }) => {
    if (losses.length === 0) return undefined;
    let level = losses[0]!;
    for (const loss of losses.slice(1)) level = 0.8 * level + 0.2 * loss;
    return level;
  },
};

/** Mean absolute change over the last observations: how restless the series is. */
function volatility(past: readonly number[], end: number): number {
  const from = Math.max(1, end - 6);
  let sum = 0;
  for (let t = from; t < end; t += 1) sum += Math.abs(past[t]! - past[t - 1]!);
  return sum / Math.max(1, end - from);
}

/**
 * Looks for earlier epochs like the coming one: near in season, near in volatility. A worker is expected to lose as it lost
 * then; its long mean counts like two such epochs, so that a few coincidences do not rule.
 */
export const contextOfLosses: LossForecaster = {
  name: 'context',
  about: 'losses in earlier epochs of like season and volatility',
  forecast: ({ epochs, losses }, { past, season, epoch }) => {
    if (losses.length === 0) return undefined;
    const now = volatility(past, past.length) || 1e-12;
    let weight = 2;
    let sum = 2 * mean(losses);
    losses.forEach((loss, i) => {
      const age = epoch - epochs[i]!;
      const then = volatility(past, past.length - age) || 1e-12;
      const phase = age % season;
      const seasons = season > 1 ? Math.min(phase, season - phase) / season : 0;
      const restlessness = Math.log(then / now);
      const likeness = Math.exp(-((seasons * 6) ** 2) / 2 - restlessness ** 2);
      weight += likeness;
      sum += likeness * loss;
    });
    return sum / weight;
  },
};
