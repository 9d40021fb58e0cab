import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import { quotientOfSums } from './quotient.ts';
import type { Rules } from './rules.ts';
import { regretScale } from './scale.ts';
import type { TopicParameters } from './types.ts';
import { boundedWeight, placeOf, ratio } from './weight-curve.ts';

/** Regret of each listed actor, in list order; undefined where it has none. */
export type Regrets = readonly (Dec | undefined)[];

/** What a regret became. */
export interface Weighed {
  readonly normalised: Dec;
  readonly weight: Dec;
}

/** Weights of listed actors, in list order; undefined for an actor that gets no weight. */
export interface Weighing {
  readonly scale: Dec;
  readonly inferers: readonly (Weighed | undefined)[];
  readonly forecasters: readonly (Weighed | undefined)[];
}

/** What of a topic the weights depend on. */
export type WeightParameters = Pick<TopicParameters, 'pNorm' | 'cNorm' | 'epsilon'>;

const known = (regrets: Regrets): Dec[] => regrets.filter((regret) => regret !== undefined);

/** A supplied scale that counts: present and above zero. */
export const suppliedScale = (scale: Dec | undefined): Dec | undefined => (scale?.isPositive() ? scale : undefined);

/**
 * Regrets to weights (docs/spec/synthesis.md §4): scale (unless supplied), normalise, find the best, weigh.
 * Errors: 63 when no listed actor has a regret.
 */
export function weigh(
  inferers: Regrets,
  forecasters: Regrets,
  scale: Dec | undefined,
  topic: WeightParameters,
  rules: Rules,
): Weighing {
  const regrets = [...known(inferers), ...known(forecasters)];
  if (regrets.length === 0) throw new ProtocolError('emptyArray', 'no regrets to calculate weights from');
  const divisor = suppliedScale(scale) ?? regretScale(regrets, topic.epsilon, rules.scale);
  const normalise = (list: Regrets) => list.map((regret) => regret?.quo(divisor));
  const normalisedInferers = normalise(inferers);
  const normalisedForecasters = normalise(forecasters);
  const weightOf = weightFunction(best(normalisedInferers, normalisedForecasters), topic, rules);
  const attach = (normalised: Dec | undefined): Weighed | undefined => {
    const value = normalised ?? (rules.missingRegret === 'zero' ? Dec.ZERO : undefined);
    return value === undefined ? undefined : { normalised: value, weight: weightOf(value) };
  };
  const anyForecaster = forecasters.some((regret) => regret !== undefined);
  return {
    scale: divisor,
    inferers: normalisedInferers.map(attach),
    forecasters: anyForecaster ? normalisedForecasters.map(attach) : forecasters.map(() => undefined),
  };
}

/** Largest normalised regret, the first of equal ones. */
function best(inferers: Regrets, forecasters: Regrets): Dec {
  let found: Dec | undefined;
  for (const list of [inferers, forecasters]) {
    for (const value of list) if (value !== undefined && (found === undefined || value.gt(found))) found = value;
  }
  return found as Dec;
}

function weightFunction(bestOne: Dec, topic: WeightParameters, rules: Rules): (normalised: Dec) => Dec {
  if (rules.weight === 'bounded-gradient') return (normalised) => boundedWeight(normalised, bestOne, topic);
  const top = placeOf(bestOne, topic);
  return (normalised) => ratio(top, normalised === bestOne ? top : placeOf(normalised, topic));
}

/**
 * Weights divided by their sum over both lists, as they are stored (docs/spec/synthesis.md §4).
 * Errors: 36 when they add up to 0.
 */
export function normaliseWeights(
  inferers: readonly Dec[],
  forecasters: readonly Dec[],
): { inferers: Dec[]; forecasters: Dec[] } {
  const all = [...inferers, ...forecasters];
  if (all.every((weight) => weight.isZero())) {
    throw new ProtocolError('fractionDivideByZero', 'the weights add up to 0');
  }
  const share = (weight: Dec) => quotientOfSums([weight], all);
  return { inferers: inferers.map(share), forecasters: forecasters.map(share) };
}
