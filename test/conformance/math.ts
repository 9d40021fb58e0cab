import * as decimal from '../../src/protocol/decimal/index.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { type Output, SAME_TEXT, withinSum, withinUnits } from './compare.ts';
import { type Adapter, dec, decs, type Input, type Registry } from './registry.ts';

const ONE_UNIT = withinUnits(1);

const exact = (run: (input: Input) => Output): Adapter => ({ agreement: SAME_TEXT, run });
const ofOne = (f: (x: Dec) => Output): Adapter => exact((input) => f(dec(input.x)));
const ofTwo = (f: (x: Dec, y: Dec) => Output): Adapter => exact((input) => f(dec(input.x), dec(input.y)));
const rounded = (run: (input: Input) => Output): Adapter => ({ agreement: ONE_UNIT, run });

/** Long positional texts are stated by their length. */
function positional(x: Dec, expected: string): string {
  const text = x.toString();
  return expected.startsWith('len:') ? `len:${text.length}` : text;
}

const parse: Adapter = {
  agreement: SAME_TEXT,
  run: (input, vector) => {
    const x = Dec.parse(input.s as string);
    const expected = (vector.out as { string?: string } | undefined)?.string ?? '';
    return {
      isFinite: x.isFinite(),
      isNaN: x.hasNaNFlag(),
      isNegative: x.isNegative(),
      isZero: x.isZero(),
      marshal: x.marshal(),
      string: positional(x, expected),
    };
  },
};

/** The set `math`: decimal arithmetic, functions and statistics. */
export const math: Registry = {
  Add: ofTwo((x, y) => x.add(y)),
  Sub: ofTwo((x, y) => x.sub(y)),
  Mul: ofTwo((x, y) => x.mul(y)),
  Quo: ofTwo((x, y) => x.quo(y)),
  MulExact: ofTwo(decimal.mulExact),
  QuoExact: ofTwo(decimal.quoExact),
  QuoInteger: ofTwo(decimal.quoInteger),
  Rem: ofTwo(decimal.rem),
  Max: ofTwo(Dec.max),
  Min: ofTwo(Dec.min),
  Cmp: ofTwo((x, y) => ({
    cmp: x.cmp(y),
    equal: x.eq(y),
    gt: x.gt(y),
    gte: x.gte(y),
    lt: x.lt(y),
    lte: x.lte(y),
  })),
  Neg: ofOne((x) => x.neg()),
  Abs: ofOne((x) => x.abs()),
  Ceil: ofOne(decimal.ceil),
  Floor: ofOne(decimal.floor),
  Sqrt: ofOne(decimal.sqrt),
  SdkIntTrim: ofOne((x) => x.trunc().toString()),
  SdkLegacyDec: ofOne((x) => decimal.legacyDecText(decimal.sdkLegacyDec(x))),
  NewDecFromString: parse,

  Exp: rounded((input) => decimal.exp(dec(input.x))),
  Exp10: rounded((input) => decimal.exp10(dec(input.x))),
  Ln: rounded((input) => decimal.ln(dec(input.x))),
  Log10: rounded((input) => decimal.log10(dec(input.x))),
  Pow: rounded((input) => decimal.pow(dec(input.x), dec(input.y))),

  // p / (1 + e^…): no term cancels, so the result itself is the measure.
  Gradient: {
    agreement: withinSum(),
    run: (input) => decimal.gradient(dec(input.p), dec(input.c), dec(input.x)),
  },
  // ln(1 + e^…): the sum is at least 1, and so is the measure.
  Phi: {
    agreement: withinSum((_, expected) => Dec.max(expected.abs(), Dec.ONE)),
    run: (input) => decimal.phi(dec(input.p), dec(input.c), dec(input.x)),
  },

  SumDecSlice: exact((input) => decimal.sum(decs(input.data))),
  CumulativeSum: exact((input) => decimal.cumulativeSum(decs(input.arr))),
  Median: exact((input) => decimal.median(decs(input.data))),
  StdDev: exact((input) => decimal.stdDev(decs(input.data))),
  GetQuantileOfDecs: exact((input) => decimal.quantile(decs(input.decs), dec(input.quantile))),
  CalcEma: exact((input) =>
    decimal.ema(dec(input.alpha), dec(input.current), dec(input.previous), input.firstTime as boolean),
  ),
  LinearInterpolation: exact((input) => decimal.linearInterpolation(decs(input.x), decs(input.xp), decs(input.fp))),
  WeightedPercentile: exact((input) =>
    decimal.weightedPercentiles(decs(input.data), decs(input.weights), decs(input.percentiles)),
  ),
};
