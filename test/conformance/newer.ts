import { mad } from '../../src/protocol/decimal/index.ts';
import { exp1OverExp1, RULES_V0_17, regretScale } from '../../src/protocol/synthesis/index.ts';
import { SAME_TEXT, withinSum } from './compare.ts';
import { math } from './math.ts';
import { dec, decs, type Registry } from './registry.ts';

/** The set `newer`: formulas of the chain after v0.6. */
export const newer: Registry = {
  Exp: math.Exp!,
  MedianAbsoluteDeviation: { agreement: SAME_TEXT, run: (input) => mad(decs(input.data)) },
  CalcRegretScalePlusEpsilon: {
    agreement: SAME_TEXT,
    run: (input) => regretScale(decs(input.regrets), dec(input.epsilonTopic), RULES_V0_17.scale),
  },
  Exp1DivExp1: { agreement: withinSum(), run: (input) => exp1OverExp1(dec(input.a), dec(input.b)) },
};
