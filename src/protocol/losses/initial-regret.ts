import { Dec, quantile } from '../decimal/index.ts';
import type { Rules } from '../synthesis/rules.ts';
import { spread } from '../synthesis/scale.ts';
import type { RegretMap, TopicParameters } from '../synthesis/types.ts';
import type { InitialRegretParameters, RegretInput } from './types.ts';

/**
 * Initial regret from the regrets of experienced actors: a quantile of them, moved far enough down that a newcomer weighs
 * next to nothing: Q + (c − safe/p)·(σ + epsilon) (docs/spec/synthesis.md §8.4).
 */
export function initialRegretOf(
  regrets: readonly Dec[],
  { cNorm, pNorm, epsilon }: TopicParameters,
  parameters: Pick<InitialRegretParameters, 'initialRegretQuantile' | 'pNormSafeDiv'>,
  rules: Rules,
): Dec {
  const offset = cNorm.sub(parameters.pNormSafeDiv.quo(pNorm));
  const width = spread(regrets, rules.initialRegretSpread).add(epsilon);
  return quantile(regrets, parameters.initialRegretQuantile).add(offset.mul(width));
}

/** The topic's next initial regret after an update; undefined when it stays (docs/spec/synthesis.md §8.4). */
export function nextInitialRegret(
  { previous, topic, parameters, inclusions }: RegretInput,
  inferer: RegretMap,
  forecaster: RegretMap,
  rules: Rules,
): Dec | undefined {
  const experienced = [
    ...experiencedRegrets(inferer, previous.inferer, inclusions.inferers, topic.alphaRegret),
    ...experiencedRegrets(forecaster, previous.forecaster, inclusions.forecasters, topic.alphaRegret),
  ];
  const needed = rules.minimumExperienced ? parameters.minExperiencedWorkerRegrets : 1;
  if (experienced.length > 0 && experienced.length >= needed) {
    return initialRegretOf(experienced, topic, parameters, rules);
  }
  const all = [...inferer.values(), ...forecaster.values()];
  if (rules.initialRegretFallback === 'unchanged' || all.length === 0) return undefined;
  return quantile(all, parameters.initialRegretQuantile);
}

/** New regrets of actors that had one before and were included at least 1/alpha times. */
function experiencedRegrets(
  updated: RegretMap,
  previous: RegretMap,
  inclusions: ReadonlyMap<string, bigint>,
  alpha: Dec,
): Dec[] {
  const needed = Dec.ONE.quo(alpha);
  return [...updated].flatMap(([worker, regret]) =>
    previous.has(worker) && Dec.of(inclusions.get(worker) ?? 0n).gte(needed) ? [regret] : [],
  );
}
