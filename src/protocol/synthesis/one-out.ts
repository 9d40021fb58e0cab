import { type Family, weightedInference } from './family.ts';
import type { AttributedValues, OneOutInfererForecasterValues } from './types.ts';

/**
 * The network inference without each inferer; implied inferences are recomputed without its elements
 * (docs/spec/synthesis.md §5). A forecaster of whom nothing is left still shapes the weights.
 */
export function oneOutInferers(family: Family): AttributedValues[] {
  const { inferers, forecasters, regrets, rules, allInferersAreNew } = family;
  return inferers.map(({ inferer: withheld }) => {
    const participants = allInferersAreNew
      ? []
      : forecasters.map((implied) => ({
          forecaster: implied.forecaster,
          values: implied.without(withheld) ?? (rules.oneOutKeepsOriginal ? implied.values : undefined),
        }));
    const selection = {
      inferers: inferers.filter(({ inferer }) => inferer !== withheld),
      infererRegrets: regrets.oneOutInfererInferer.get(withheld),
      forecasters: participants,
      forecasterRegrets: regrets.oneOutInfererForecaster.get(withheld),
    };
    return { worker: withheld, values: weightedInference(selection, family) };
  });
}

/** The network inference without each forecaster; empty with fewer than two (docs/spec/synthesis.md §5). */
export function oneOutForecasters(family: Family): AttributedValues[] {
  const { inferers, forecasters, regrets } = family;
  if (forecasters.length < 2) return [];
  return forecasters.map(({ forecaster: withheld }) => {
    const selection = {
      inferers,
      infererRegrets: regrets.oneOutForecasterInferer.get(withheld),
      forecasters: forecasters.filter(({ forecaster }) => forecaster !== withheld),
      forecasterRegrets: regrets.oneOutForecasterForecaster.get(withheld),
    };
    return { worker: withheld, values: weightedInference(selection, family) };
  });
}

/**
 * Each forecaster's implied inference without each inferer in turn, forecaster-major; pairs of which nothing is left
 * are missing. Empty with fewer than two inferers (docs/spec/synthesis.md §5).
 */
export function oneOutInfererForecasters(family: Family): OneOutInfererForecasterValues[] {
  const { inferers, forecasters, rules } = family;
  if (!rules.oneOutInfererForecasters || inferers.length < 2) return [];
  return forecasters.flatMap((implied) =>
    inferers.flatMap(({ inferer }) => {
      const values = implied.without(inferer);
      return values === undefined ? [] : [{ forecaster: implied.forecaster, withheldInferer: inferer, values }];
    }),
  );
}
