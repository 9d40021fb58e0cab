import { mad } from '../../src/protocol/decimal/index.ts';
import { SAME_TEXT } from './compare.ts';
import { math } from './math.ts';
import { decs, type Registry } from './registry.ts';

/** The set `newer`: formulas of the chain after v0.6. */
export const newer: Registry = {
  Exp: math.Exp!,
  MedianAbsoluteDeviation: { agreement: SAME_TEXT, run: (input) => mad(decs(input.data)) },
};
