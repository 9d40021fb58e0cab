import { RULES_V0_17, type Rules } from '../synthesis/rules.ts';
import type { RegretTables } from '../synthesis/types.ts';
import type { RegretInput, RegretUpdate } from './types.ts';

/** Every regret table, the topic's initial regret, the scale and the normalised weights from one network loss bundle (docs/spec/synthesis.md §8.3–§8.5). */
export function updateRegrets(input: RegretInput, rules: Rules = RULES_V0_17): RegretUpdate {
  throw new Error(`not written yet ${input} ${rules}`);
}

/** The tables after an update: the entries of `updated` over those of `previous`. */
export function mergeRegrets(previous: RegretTables, updated: RegretTables): RegretTables {
  throw new Error(`not written yet ${previous} ${updated}`);
}
