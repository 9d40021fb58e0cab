import type { Context } from '../../context.ts';
import { sdkErrors } from '../../errors.ts';
import { state } from './state.ts';

/** What Allokit offers beyond the protocol, for experiments; everything is off where the genesis does not turn it on (docs/spec/emissions.md §15). */
export interface Experiments {
  /** The network's losses weigh reputers by the stake that is listened to, not by all of it (docs/spec/emissions.md §5.9). */
  readonly adjusted_stakes?: true;
}

/** Reads `experiments` of the genesis: `{ "adjusted_stakes": true }`; sdk 18 for anything else. */
export function loadExperiments(ctx: Context, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refused('experiments is not an object');
  const { adjusted_stakes: adjusted = false, ...others } = given as Record<string, unknown>;
  const [unknown] = Object.keys(others).sort();
  if (unknown !== undefined) throw refused(`there is no experiment ${unknown}`);
  if (typeof adjusted !== 'boolean') throw refused('adjusted_stakes is neither true nor false');
  if (adjusted) state.experiments.set(ctx, { adjusted_stakes: true });
}

/** As the genesis has it; undefined when the protocol runs as it is. */
export function saveExperiments(ctx: Context): Experiments | undefined {
  return state.experiments.get(ctx);
}

/** Whether the network's losses weigh reputers by the stake that is listened to. */
export function weighsByListening(ctx: Context): boolean {
  return state.experiments.get(ctx)?.adjusted_stakes === true;
}

const refused = (why: string) => sdkErrors.invalidRequest(`genesis of emissions: ${why}`);
