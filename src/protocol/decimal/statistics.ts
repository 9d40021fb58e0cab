import { keepPlaces } from './bounded.ts';
import { Dec } from './dec.ts';
import { decimalErrors } from './errors.ts';
import { ceil, floor } from './integral.ts';
import { sqrt } from './sqrt.ts';

/** Throws math/6 when a list holds a NaN. */
export function refuseNaNs(name: string, ...lists: (readonly Dec[])[]): void {
  if (lists.some((list) => list.some((value) => value.isNaN()))) {
    throw decimalErrors.nan(`${name} input data contains NaN values`);
  }
}

/** Exact sum; 0 for an empty list. @throws DecimalError math/6 on NaN */
export function sum(values: readonly Dec[]): Dec {
  let total = Dec.ZERO;
  for (const value of values) total = total.add(value);
  return total;
}

/** Running exact sums, one per value. @throws DecimalError math/6 on NaN */
export function cumulativeSum(values: readonly Dec[]): Dec[] {
  refuseNaNs('cumulative sum', values);
  let total = Dec.ZERO;
  return values.map((value) => {
    total = total.add(value);
    return total;
  });
}

/** Middle value; the mean of the two middle ones for an even count; 0 for none. @throws DecimalError math/6 on NaN */
export function median(values: readonly Dec[]): Dec {
  refuseNaNs('median', values);
  if (values.length === 0) return Dec.ZERO;
  const sorted = values.toSorted((a, b) => a.cmp(b));
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as Dec;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1] as Dec).add(upper).quo(Dec.TWO);
}

/**
 * Median absolute deviation and the median it is taken from: median(|x − median|).
 * Both are 0 for no values; the deviation is 0 for one. @throws DecimalError math/6 on NaN
 */
export function mad(values: readonly Dec[]): { mad: Dec; median: Dec } {
  refuseNaNs('median absolute deviation', values);
  if (values.length === 1) return { mad: Dec.ZERO, median: values[0] as Dec };
  const center = median(values);
  return { mad: median(values.map((value) => value.sub(center).abs())), median: center };
}

/** Sample standard deviation (n − 1); 0 for fewer than two values. @throws DecimalError math/6 on NaN */
export function stdDev(values: readonly Dec[]): Dec {
  refuseNaNs('stddev', values);
  if (values.length <= 1) return Dec.ZERO;
  const mean = sum(values).quo(Dec.of(values.length));
  const squares = values.map((value) => {
    const deviation = value.sub(mean);
    return deviation.mul(deviation);
  });
  return sqrt(sum(squares).quo(Dec.of(values.length - 1)));
}

/**
 * The q-quantile, linear between neighbours of the list in descending order, at (1 − q)(n − 1); 0 for no values.
 * @throws DecimalError math/6 on NaN and for q outside 0…1 (panic/0 where the position is whole)
 */
export function quantile(values: readonly Dec[], q: Dec): Dec {
  if (values.length === 0) return Dec.ZERO;
  const sorted = values.toSorted((a, b) => b.cmp(a));
  const position = Dec.ONE.sub(q).mul(Dec.of(values.length - 1));
  const before = floor(position);
  const lower = sorted[Number(before.trunc())];
  const upper = sorted[Number(ceil(position).trunc())];
  if (before.eq(position)) {
    if (lower === undefined) throw decimalErrors.index('quantile');
    return lower;
  }
  if (lower === undefined || upper === undefined) throw decimalErrors.nan('cannot calculate quantile');
  return lower.add(upper.sub(lower).mul(position.sub(before)));
}

/** alpha·current + (1 − alpha)·previous, with at most 600 places. @throws DecimalError math/6 on NaN */
export const mix = (alpha: Dec, current: Dec, previous: Dec): Dec =>
  keepPlaces(alpha.mul(current).add(Dec.ONE.sub(alpha).mul(previous)));

/**
 * Exponential moving average: alpha·current + (1 − alpha)·previous; the current value itself the first time and
 * when both are equal; never with more than 600 places. @throws DecimalError math/6 on NaN (a previous NaN is allowed the first time)
 */
export function ema(alpha: Dec, current: Dec, previous: Dec, firstTime: boolean): Dec {
  if (current.isNaN()) throw decimalErrors.nan('CalcEma current EMA operand should not be NaN');
  if (firstTime) return keepPlaces(current);
  if (alpha.isNaN() || previous.isNaN()) throw decimalErrors.nan('CalcEma operand should not be NaN');
  if (current.eq(previous)) return keepPlaces(current);
  return mix(alpha, current, previous);
}
