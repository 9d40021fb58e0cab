import { type Family, weightedInference } from './family.ts';
import type { AttributedValues } from './types.ts';

/**
 * The network inference of all inferers and one forecaster alone, for each forecaster; empty with fewer than two
 * (docs/spec/synthesis.md §5). The forecaster's own entry of its table is its regret.
 */
export function oneInForecasters(family: Family): AttributedValues[] {
  const { inferers, forecasters, regrets } = family;
  if (forecasters.length < 2) return [];
  return forecasters.map((chosen) => {
    const table = regrets.oneInForecaster.get(chosen.forecaster);
    const selection = { inferers, infererRegrets: table, forecasters: [chosen], forecasterRegrets: table };
    return { worker: chosen.forecaster, values: weightedInference(selection, family) };
  });
}
