import { Dec } from '../../src/protocol/decimal/index.ts';
import type { Agreement, Output } from './compare.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Input = { readonly [key: string]: Json };

/** One case of a vector file: an input, and the output or the error it must give. */
export interface Case {
  readonly in: Input;
  readonly out?: Json;
  readonly err?: { readonly codespace: string; readonly code: number; readonly msg: string };
  /** Some cases state how far from `out` a result may be. */
  readonly tolerance?: string;
}

export interface VectorFile {
  readonly version: string;
  readonly function: string;
  readonly cases: readonly Case[];
}

/** How one function of a set is called, and how closely its result must agree. */
export interface Adapter {
  readonly agreement: Agreement;
  /** Calls our function on a decoded input; what it throws is compared by codespace and code. */
  readonly run: (input: Input, vector: Case, file: VectorFile) => Output;
}

/** Function name in the vector files -> adapter. A function that is missing here is listed as pending. */
export type Registry = { readonly [name: string]: Adapter };

/** Decodes a decimal of a vector; `NaN` is the explicit flag there. */
export function dec(value: Json | undefined): Dec {
  if (typeof value !== 'string') throw new TypeError(`not a decimal text: ${JSON.stringify(value)}`);
  return value === 'NaN' ? Dec.NAN : Dec.parse(value);
}

/** Decodes a list of decimals. */
export function decs(value: Json | undefined): Dec[] {
  if (!Array.isArray(value)) throw new TypeError(`not a list: ${JSON.stringify(value)}`);
  return value.map(dec);
}

/** Greatest magnitude among all decimals anywhere inside a JSON value, at least `floor`. */
export function largestMagnitude(value: Json | undefined, floor = Dec.ZERO): Dec {
  if (typeof value === 'string') {
    if (!/^-?[0-9]/.test(value)) return floor;
    return Dec.max(Dec.parse(value).abs(), floor);
  }
  if (value === null || typeof value !== 'object') return floor;
  return Object.values(value).reduce<Dec>((largest, item) => largestMagnitude(item, largest), floor);
}
