import { Dec, median } from '../decimal/index.ts';
import { contributes, meanOf } from './combine.ts';
import type { Rules } from './rules.ts';
import { SharedWeights } from './shared-weights.ts';
import type { Forecast, LabelVector } from './types.ts';
import { suppliedScale, type WeightParameters, weigh } from './weigh.ts';

/** What all forecasts of one epoch have in common. */
export interface ForecastContext {
  /** Committed inferences by inferer. */
  readonly inferences: ReadonlyMap<string, LabelVector>;
  readonly labels: number;
  readonly previousLoss: Dec;
  readonly allInferersAreNew: boolean;
  /** Scale to use; undefined: that of the forecast's own regrets. */
  readonly scale: Dec | undefined;
  readonly topic: WeightParameters;
  readonly rules: Rules;
}

/** One usable element: the inferer's inference and the regret that the forecast implies for it. */
export interface KeptElement {
  readonly inferer: string;
  readonly values: LabelVector;
  readonly regret: Dec;
}

/** A forecaster with its forecast-implied inference, and that inference without any one of the inferers. */
export interface ImpliedInference {
  readonly forecaster: string;
  readonly values: LabelVector;
  /** The implied inference with the elements about `inferer` stripped; undefined when nothing is left of it. */
  without(inferer: string): LabelVector | undefined;
}

/**
 * Forecast-implied inference of one forecaster (docs/spec/synthesis.md §3); undefined when it cannot be had.
 * Elements about inferers without an inference are ignored; of several about one inferer the last value counts for all.
 */
export function forecastImplied(forecast: Forecast, context: ForecastContext): ImpliedInference | undefined {
  if (forecast.elements.length === 0) return undefined;
  const kept = keptElements(forecast, context);
  if (context.allInferersAreNew) return medianImplied(forecast, kept, context);
  const shared = sharedOf(kept, context);
  const values = shared === undefined ? implied(kept, context) : shared.values;
  if (values === undefined) return undefined;
  const without = withoutEach(kept, shared, context);
  return {
    forecaster: forecast.forecaster,
    values,
    without: (inferer) => (without.has(inferer) ? without.get(inferer) : values),
  };
}

/** For each inferer the implied inference from the elements about the others. */
function withoutEach(kept: readonly KeptElement[], shared: SharedWeights | undefined, context: ForecastContext) {
  const places = Map.groupBy(kept.keys(), (index) => (kept[index] as KeptElement).inferer);
  return new Map(
    [...places].map(([inferer, indices]): [string, LabelVector | undefined] => {
      if (shared !== undefined && kept.length - indices.length > 1) return [inferer, shared.without(indices)];
      const rest = kept.filter((element) => element.inferer !== inferer);
      return [inferer, implied(rest, context)];
    }),
  );
}

function keptElements(forecast: Forecast, { inferences, previousLoss }: ForecastContext): KeptElement[] {
  const forecasted = new Map(forecast.elements.map(({ inferer, value }) => [inferer, value]));
  return forecast.elements.flatMap(({ inferer }) => {
    const values = inferences.get(inferer);
    return values === undefined ? [] : [{ inferer, values, regret: previousLoss.sub(forecasted.get(inferer) as Dec) }];
  });
}

/** The weights' work is shared where the scale does not depend on who is left out. */
function sharedOf(kept: readonly KeptElement[], context: ForecastContext): SharedWeights | undefined {
  const scale = suppliedScale(context.scale);
  if (scale === undefined || kept.length < 2 || context.rules.weight !== 'ratio-to-best') return undefined;
  return new SharedWeights(kept, scale, context.topic, context.labels);
}

/** Straight from the text: weigh the elements and take their mean, without a guard for small sums. */
function implied(kept: readonly KeptElement[], context: ForecastContext): LabelVector | undefined {
  if (kept.length === 0) return undefined;
  const weights = kept.length === 1 ? [Dec.ONE] : elementWeights(kept, context);
  const usable = kept.map(({ values }, index) => ({ values, weight: weights[index] as Dec })).filter(contributes);
  return usable.length === 0 ? undefined : meanOf(usable, context.labels);
}

const elementWeights = (kept: readonly KeptElement[], { scale, topic, rules }: ForecastContext): Dec[] => {
  const regrets = kept.map(({ regret }) => regret);
  return weigh(regrets, [], scale, topic, rules).inferers.map((weighed) => weighed?.weight as Dec);
};

/** All inferers new: the median of the kept inferers, label by label. */
function medianImplied(
  forecast: Forecast,
  kept: readonly KeptElement[],
  { labels, rules }: ForecastContext,
): ImpliedInference | undefined {
  const middle = (elements: readonly KeptElement[]) =>
    Array.from({ length: labels }, (_, label) => median(elements.map(({ values }) => values[label] as Dec)));
  if (kept.length === 0 && rules.allNewUnusableForecast === 'drop') return undefined;
  return {
    forecaster: forecast.forecaster,
    values: middle(kept),
    without(inferer) {
      const rest = kept.filter((element) => element.inferer !== inferer);
      return rest.length === 0 ? undefined : middle(rest);
    },
  };
}
