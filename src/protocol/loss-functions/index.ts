import { LOSS_FUNCTIONS } from './functions.ts';
import { invalid } from './parameters.ts';
import type { Loss, LossFunction, LossParameters } from './types.ts';

export { squaredLossFloor, submittedLoss } from './submit.ts';
export type { Loss, LossFunction, LossParameters } from './types.ts';
export { LOSS_FUNCTIONS };

/** A loss function by its name on the chain or an alias, case and outer spaces ignored; undefined when unknown. */
export function findLossFunction(name: string): LossFunction | undefined {
  const wanted = name.trim().toLowerCase();
  return LOSS_FUNCTIONS.find((known) => known.name === wanted || known.aliases.includes(wanted));
}

/**
 * A loss function ready to use (docs/spec/synthesis.md §10).
 * @throws ProtocolError 52 for an unknown name or unfit parameters
 */
export function lossFunction(name: string, parameters: LossParameters = {}): Loss {
  const found = findLossFunction(name);
  if (found === undefined) {
    const names = LOSS_FUNCTIONS.map((known) => known.name).join(', ');
    throw invalid(`there is no built-in loss function "${name}" (known: ${names})`);
  }
  return found.bind(parameters);
}
