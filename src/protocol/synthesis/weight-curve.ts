import { Dec, exp } from '../decimal/index.ts';
import { quotientOfSums } from './quotient.ts';
import type { TopicParameters } from './types.ts';

/** The two parameters that shape the weight function. */
export type Curve = Pick<TopicParameters, 'pNorm' | 'cNorm'>;

/** Where a normalised regret r̂ stands on the curve: x = −p(r̂ − c), with e^−|x| at hand since every weight needs it. */
export interface Place {
  readonly x: Dec;
  readonly decay: Dec;
}

const placeAt = (x: Dec): Place => ({ x, decay: exp(x.isPositive() ? x.neg() : x) });

/** Place of a normalised regret; the one exponential that an actor costs. */
export const placeOf = (normalised: Dec, curve: Curve): Place =>
  placeAt(normalised.sub(curve.cNorm).mul(curve.pNorm).neg());

/**
 * (e^a + 1)/(e^b + 1) without overflow as long as a ≤ b, with 34 digits; exactly 1 for a = b (docs/spec/synthesis.md §4).
 * The quotient of the two bounded terms is taken first, then scaled.
 */
export function ratio(a: Place, b: Place): Dec {
  const bounded = onePlus(a.decay, b.decay);
  if (!a.x.isPositive()) return b.x.isPositive() ? b.decay.mul(bounded) : bounded;
  return exp(b.x.isPositive() ? a.x.sub(b.x) : a.x).mul(bounded);
}

/** A decay with more decimal places than this is not added to 1 as it stands. */
const LONG = -600;

/** (1 + x)/(1 + y) for x and y between 0 and 1. */
const onePlus = (x: Dec, y: Dec): Dec =>
  x.exponent > LONG && y.exponent > LONG
    ? x.add(Dec.ONE).quo(y.add(Dec.ONE))
    : quotientOfSums([x, Dec.ONE], [y, Dec.ONE]);

/** {@link ratio} of two plain numbers. Errors: math 6 on NaN. */
export const exp1OverExp1 = (a: Dec, b: Dec): Dec => ratio(placeAt(a), placeAt(b));

/** Weight of a normalised regret relative to the best one: phi'(r̂)/phi'(m); the best has exactly 1 (v0.16+). */
export const ratioWeight = (normalised: Dec, best: Dec, curve: Curve): Dec =>
  ratio(placeOf(best, curve), placeOf(normalised, curve));

const CAP = Dec.parse('6.75');
const ANCHOR = Dec.parse('8.25');
const CUTOFF = Dec.parse('17.25');

/**
 * The older weight: phi'(r̂) itself, r̂ capped above, all shifted when even the best is hopeless, 0 far below
 * (up to v0.15; docs/spec/synthesis.md §4). Errors: math 6 on NaN.
 */
export function boundedWeight(normalised: Dec, best: Dec, { pNorm: p, cNorm: c }: Curve): Dec {
  const cap = c.add(CAP.quo(p));
  const anchor = c.sub(ANCHOR.quo(p));
  let x = normalised.gt(cap) ? cap : normalised;
  if (best.lt(anchor)) x = x.sub(best).add(anchor);
  if (x.lt(c.sub(CUTOFF.quo(p)))) return Dec.ZERO;
  return p.quo(exp(p.mul(c.sub(x))).add(Dec.ONE));
}
