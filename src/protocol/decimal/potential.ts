import { Dec } from './dec.ts';
import { decimalErrors } from './errors.ts';
import { exp } from './exp.ts';
import { lnOnePlus } from './ln.ts';

function shiftedProduct(name: string, p: Dec, c: Dec, x: Dec): Dec {
  if (p.isNaN() || c.isNaN() || x.isNaN()) throw decimalErrors.nan(`${name} input values must not be NaN`);
  return p.mul(x.sub(c));
}

/** φ(x) = ln(1 + e^(p(x − c))), the potential that weights come from. @throws DecimalError math/6 on NaN */
export const phi = (p: Dec, c: Dec, x: Dec): Dec => lnOnePlus(exp(shiftedProduct('phi', p, c, x)));

/** φ′(x) = p / (1 + e^(−p(x − c))). @throws DecimalError math/6 on NaN */
export const gradient = (p: Dec, c: Dec, x: Dec): Dec =>
  p.quo(exp(shiftedProduct('gradient', p, c, x).neg()).add(Dec.ONE));
