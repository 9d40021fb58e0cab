import { Dec } from './dec.ts';
import { decimalErrors } from './errors.ts';
import { cumulativeSum, refuseNaNs } from './statistics.ts';

const HUNDRED = Dec.of(100);

/**
 * Values at `x` on the line through the points (xp, fp), xp ascending; the end values beyond both ends.
 * @throws DecimalError math/6 on NaN, math/7 when xp and fp differ in length
 */
export function linearInterpolation(x: readonly Dec[], xp: readonly Dec[], fp: readonly Dec[]): Dec[] {
  refuseNaNs('linear interpolation', x, xp, fp);
  if (xp.length !== fp.length) throw decimalErrors.length('linear interpolation');
  return x.map((at) => interpolate(at, xp, fp));
}

function interpolate(at: Dec, xp: readonly Dec[], fp: readonly Dec[]): Dec {
  const last = xp.length - 1;
  if (last < 0) throw decimalErrors.index('linear interpolation');
  if (at.lte(xp[0] as Dec)) return fp[0] as Dec;
  if (at.gte(xp[last] as Dec)) return fp[last] as Dec;
  let j = 0;
  while ((xp[j + 1] as Dec).lte(at)) j++;
  const left = xp[j] as Dec;
  const t = at.sub(left).quo((xp[j + 1] as Dec).sub(left));
  return (fp[j] as Dec).mul(Dec.ONE.sub(t)).add((fp[j + 1] as Dec).mul(t));
}

/**
 * Weighted percentiles (0…100): a value's position is (cumulated weight − half its own) / total, and the percentile
 * is interpolated between positions; equal values keep their order. docs/spec/synthesis.md §7.
 * @throws DecimalError math/6 on NaN, math/7 when values and weights differ in number, math/8 for a percentile
 * outside 0…100, undefined/1 when the weights sum to zero
 */
export function weightedPercentiles(
  values: readonly Dec[],
  weights: readonly Dec[],
  percentiles: readonly Dec[],
): Dec[] {
  refuseNaNs('weighted percentile', values, weights, percentiles);
  if (values.length !== weights.length) throw decimalErrors.length('weighted percentile');
  if (percentiles.some((percentile) => percentile.isNegative() || percentile.gt(HUNDRED))) {
    throw decimalErrors.outOfRange('percentile must have a value between 0 and 100');
  }
  const pairs = values.map((value, i) => ({ value, weight: weights[i] as Dec }));
  pairs.sort((a, b) => a.value.cmp(b.value));
  const sorted = pairs.map((pair) => pair.value);
  const cumulated = cumulativeSum(pairs.map((pair) => pair.weight));
  const total = cumulated.at(-1) ?? Dec.ZERO;
  const half = Dec.parse('0.5');
  const positions = pairs.map((pair, i) => (cumulated[i] as Dec).sub(half.mul(pair.weight)).quo(total));
  return linearInterpolation(
    percentiles.map((percentile) => percentile.quo(HUNDRED)),
    positions,
    sorted,
  );
}
