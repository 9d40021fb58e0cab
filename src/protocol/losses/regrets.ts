import { RULES_V0_17, type Rules } from '../synthesis/rules.ts';
import { nextInitialRegret } from './initial-regret.ts';
import { updatedTables } from './regret-tables.ts';
import { storedWeights } from './stored-weights.ts';
import type { RegretInput, RegretUpdate } from './types.ts';

/**
 * Every regret table, the topic's initial regret, the scale and the normalised weights that follow from one network loss
 * bundle (docs/spec/synthesis.md §8.3–§8.5). Errors: 63 when the bundle has neither inferers nor forecasters; decimal errors.
 */
export function updateRegrets(input: RegretInput, rules: Rules = RULES_V0_17): RegretUpdate {
  const { losses, previous, topic } = input;
  const regrets = updatedTables(losses, previous, topic, rules);
  const { inferer, forecaster } = regrets;
  const stored = rules.storeWeights
    ? storedWeights(inferer, forecaster, topic, rules, input.previousWeights)
    : undefined;
  return {
    regrets,
    initialRegret: nextInitialRegret(input, inferer, forecaster, rules),
    scale: stored?.scale,
    weights: stored?.weights,
  };
}
