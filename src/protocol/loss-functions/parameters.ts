import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { LossParameters } from './types.ts';

export const invalid = (message: string) => new ProtocolError('invalidValue', message);

/** Defaults of a function's parameters; `undefined` marks one that must be given. */
export type ParameterDefaults = { readonly [name: string]: string | undefined };

/** Parameters with defaults filled in. Errors: 52 for a missing or unknown one. */
export function fillIn<Defaults extends ParameterDefaults>(
  name: string,
  defaults: Defaults,
  given: LossParameters,
): { readonly [Key in keyof Defaults]: Dec } {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(defaults, key));
  if (unknown !== undefined) throw invalid(`${name} has no parameter ${unknown}`);
  const filled = Object.entries(defaults).map(([key, standard]) => {
    const value = given[key] ?? (standard === undefined ? undefined : Dec.parse(standard));
    if (value === undefined) throw invalid(`${name} wants the parameter ${key}`);
    return [key, value];
  });
  return Object.fromEntries(filled);
}

/** Errors: 52 unless the value is above zero. */
export function wantPositive(name: string, key: string, value: Dec | undefined): void {
  if (value === undefined || !value.isPositive()) throw invalid(`${name}: ${key} must be above 0`);
}
