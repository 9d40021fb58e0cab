/** Where a regret scale comes from: docs/spec/synthesis.md §4. */
export type ScaleRule = 'median-absolute-deviation' | 'standard-deviation';

/**
 * Every point in which generations of the chain differ, or on which the specification wants a switch. The functions of
 * this folder take one such object and decide nothing by themselves.
 */
export interface Rules {
  readonly name: string;
  /** Spread of the regrets inside S: 1.4826·MAD (v0.16+) or the sample standard deviation (before). §4 */
  readonly scale: ScaleRule;
  /** Leave workers whose previously stored weight is at most 1e-6 out of the scale, if two or more remain (v0.9–v0.15). §4 */
  readonly scaleSkipsLightWorkers: boolean;
  /** Use the scale stored by the last loss computation (v0.9+). §2, §8.5 */
  readonly useStoredScale: boolean;
  /** Use the stored scale for the forecast-implied inferences too, rather than that of the forecast's own regrets. §3 */
  readonly storedScaleForForecasts: boolean;
  /** phi' ratio to the best (v0.16+), or the clamped phi' (before). §4 */
  readonly weight: 'ratio-to-best' | 'bounded-gradient';
  /** A listed worker without a regret: no weight, or treated as normalised regret 0. §4 */
  readonly missingRegret: 'no-weight' | 'zero';
  /** All new, and a forecast none of whose inferers has an inference: implied inference 0, or forecaster dropped. §3 */
  readonly allNewUnusableForecast: 'zero' | 'drop';
  /** One-out inferer: implied inferences that could not be recomputed keep the original value (v0.6) or stay out. §5 */
  readonly oneOutKeepsOriginal: boolean;
  /** One-out-inferer-forecaster values are computed. §5 */
  readonly oneOutInfererForecasters: boolean;
  /** Nobody usable in a weighted inference: an error, or zero divided by the guard. §5 */
  readonly noUsableWorker: 'error' | 'zero';
  /** Before the first losses: the ordinary procedure without forecasters, or median and naive 0 and nothing else. §2 */
  readonly withoutLosses: 'without-forecasters' | 'median';
  /**
   * A loss that its row says should be there and is not (a one-out-inferer-forecaster cell, a one-in self entry): it counts
   * as 0, as the reference has it, or the regret stays as it was. A zero is a real log10 loss, so it moves the regret. §8.3
   */
  readonly missingLoss: 'zero' | 'keep';
  /** Spread inside the topic's initial regret. §8.4 */
  readonly initialRegretSpread: ScaleRule;
  /** Which workers shape the initial regret when too few are experienced: all of them without offset, or none. §8.4 */
  readonly initialRegretFallback: 'all-without-offset' | 'unchanged';
  /** Honour `min_experienced_worker_regrets`; otherwise one experienced worker is enough. §8.4 */
  readonly minimumExperienced: boolean;
  /** Store scale and normalised weights with the regrets (v0.9+). §8.5 */
  readonly storeWeights: boolean;
}

/** The rules that ship: chain v0.17, emissions v10. Open points carry the specification's recommendation. */
export const RULES_V0_17: Rules = {
  name: 'v0.17',
  scale: 'median-absolute-deviation',
  scaleSkipsLightWorkers: false,
  useStoredScale: true,
  storedScaleForForecasts: true,
  weight: 'ratio-to-best',
  missingRegret: 'no-weight',
  allNewUnusableForecast: 'drop',
  oneOutKeepsOriginal: false,
  oneOutInfererForecasters: true,
  noUsableWorker: 'error',
  withoutLosses: 'without-forecasters',
  missingLoss: 'zero',
  initialRegretSpread: 'standard-deviation',
  initialRegretFallback: 'all-without-offset',
  minimumExperienced: true,
  storeWeights: true,
};

/** The rules of chain v0.6, from which the committed vectors come. Reached from tests only. */
export const RULES_V0_6: Rules = {
  name: 'v0.6',
  scale: 'standard-deviation',
  scaleSkipsLightWorkers: false,
  useStoredScale: false,
  storedScaleForForecasts: false,
  weight: 'bounded-gradient',
  missingRegret: 'zero',
  allNewUnusableForecast: 'zero',
  oneOutKeepsOriginal: true,
  oneOutInfererForecasters: false,
  noUsableWorker: 'zero',
  withoutLosses: 'median',
  missingLoss: 'zero',
  initialRegretSpread: 'standard-deviation',
  initialRegretFallback: 'unchanged',
  minimumExperienced: false,
  storeWeights: false,
};
