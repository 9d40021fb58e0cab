import { readFileSync } from 'node:fs';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { difference, encode, type Output, withinAbsolute } from './compare.ts';
import type { Case, Input, Json } from './registry.ts';

/** Bounds on a decimal (texts), or a pattern for any text. */
interface Condition {
  readonly lt?: string;
  readonly lte?: string;
  readonly gt?: string;
  readonly gte?: string;
  readonly matches?: string;
}

/**
 * A kind of case in which today's rule gives something else than the version that the vectors come from.
 * It is described by a literal input or by conditions, so that it holds for other operands too.
 */
export interface Superseded {
  readonly set: string;
  readonly function: string;
  /** This very input … */
  readonly in?: Input;
  /** … or conditions on its fields … */
  readonly when?: { readonly [field: string]: Condition };
  /** … and on what the vector expects: `{"err": "codespace/code"}` or `{"out": condition}`. */
  readonly expected?: { readonly err?: string; readonly out?: Condition };
  /** What today's rule gives: an error, a value, a difference of at most so much, or `{"value": true}` for any value. */
  readonly instead: {
    readonly err?: string;
    readonly out?: Json;
    readonly within?: string;
    readonly value?: true;
  };
  readonly reason: string;
}

/** A result of ours: a value, or the code of a registered error. */
export type Result = { readonly out: Output } | { readonly err: string };

export const readSuperseded = (path: string): Superseded[] => JSON.parse(readFileSync(path, 'utf8')) as Superseded[];

function holds(value: Json | undefined, condition: Condition): boolean {
  if (typeof value !== 'string') return false;
  if (condition.matches !== undefined && !new RegExp(condition.matches).test(value)) return false;
  const { lt, lte, gt, gte } = condition;
  if (lt === undefined && lte === undefined && gt === undefined && gte === undefined) return true;
  if (!/^-?[0-9]/.test(value)) return false;
  const x = Dec.parse(value);
  return (
    (lt === undefined || x.lt(Dec.parse(lt))) &&
    (lte === undefined || x.lte(Dec.parse(lte))) &&
    (gt === undefined || x.gt(Dec.parse(gt))) &&
    (gte === undefined || x.gte(Dec.parse(gte)))
  );
}

/** Whether an entry speaks of this case. */
export function applies(entry: Superseded, set: string, name: string, vector: Case): boolean {
  if (entry.set !== set || entry.function !== name) return false;
  if (entry.in !== undefined && JSON.stringify(entry.in) !== JSON.stringify(vector.in)) return false;
  if (!Object.entries(entry.when ?? {}).every(([field, condition]) => holds(vector.in[field], condition))) return false;
  const { expected } = entry;
  if (expected?.err !== undefined && `${vector.err?.codespace}/${vector.err?.code}` !== expected.err) return false;
  return expected?.out === undefined || (vector.err === undefined && holds(vector.out, expected.out));
}

/** How a result differs from what the entry says that today's rule gives; undefined when it is that. */
export function insteadDifference(entry: Superseded, result: Result, vector: Case): string | undefined {
  const { instead } = entry;
  if ('err' in result)
    return instead.err === result.err ? undefined : `error ${result.err}: not what is stated instead`;
  if (instead.within !== undefined)
    return difference(result.out, vector.out, withinAbsolute(instead.within), vector.in);
  if (instead.value === true) return undefined;
  const text = JSON.stringify(encode(result.out));
  return text === JSON.stringify(instead.out) ? undefined : `${text.slice(0, 200)}: not what is stated instead`;
}
