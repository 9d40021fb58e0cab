import { Dec } from '../decimal/index.ts';
import type { Rules } from '../synthesis/rules.ts';
import { regretScale } from '../synthesis/scale.ts';
import type { AttributedValue, RegretMap, TopicParameters, Weights } from '../synthesis/types.ts';
import { normaliseWeights, weigh } from '../synthesis/weigh.ts';

const LIGHT = Dec.parse('0.000001');

/** Scale and normalised weights that are stored with the regrets. */
export interface StoredWeights {
  readonly scale: Dec;
  readonly weights: Weights;
}

/**
 * Scale of all new regrets and the normalised weights under it (docs/spec/synthesis.md §8.5); actors ascend by address.
 * Errors: 63 without any regret.
 */
export function storedWeights(
  inferer: RegretMap,
  forecaster: RegretMap,
  topic: TopicParameters,
  rules: Rules,
  previousWeights?: Weights,
): StoredWeights {
  const inferers = ascending(inferer);
  const forecasters = ascending(forecaster);
  const counted = rules.scaleSkipsLightWorkers
    ? heavyEnough(inferers, forecasters, previousWeights)
    : [...inferers, ...forecasters];
  const scale = regretScale(counted.map(regretIn), topic.epsilon, rules.scale);
  const weighing = weigh(inferers.map(regretIn), forecasters.map(regretIn), scale, topic, rules);
  const weightsOf = (list: typeof weighing.inferers) => list.map((weighed) => weighed?.weight ?? Dec.ZERO);
  const shares = normaliseWeights(weightsOf(weighing.inferers), weightsOf(weighing.forecasters));
  return {
    scale,
    weights: { inferers: zip(inferers, shares.inferers), forecasters: zip(forecasters, shares.forecasters) },
  };
}

const ascending = (regrets: RegretMap): AttributedValue[] =>
  [...regrets].sort(([left], [right]) => (left < right ? -1 : 1)).map(([worker, value]) => ({ worker, value }));

const regretIn = ({ value }: AttributedValue) => value;

const zip = (actors: readonly AttributedValue[], shares: readonly Dec[]): AttributedValue[] =>
  actors.map(({ worker }, index) => ({ worker, value: shares[index] as Dec }));

/** Actors whose stored weight exceeds 1e-6, or all when fewer than two do (v0.9–v0.15). */
function heavyEnough(
  inferers: readonly AttributedValue[],
  forecasters: readonly AttributedValue[],
  previous: Weights | undefined,
): AttributedValue[] {
  const heavy = (actors: readonly AttributedValue[], weights: readonly AttributedValue[] = []) => {
    const names = new Set(weights.filter(({ value }) => value.gt(LIGHT)).map(({ worker }) => worker));
    return actors.filter(({ worker }) => names.has(worker));
  };
  const found = [...heavy(inferers, previous?.inferers), ...heavy(forecasters, previous?.forecasters)];
  return found.length < 2 ? [...inferers, ...forecasters] : found;
}
