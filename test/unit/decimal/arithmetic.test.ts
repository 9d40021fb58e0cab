import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ceil,
  Dec,
  DecimalError,
  floor,
  mulExact,
  quoExact,
  quoInteger,
  rem,
} from '../../../src/protocol/decimal/index.ts';
import { decimals, nonZero, scaled, unitInDigit } from './arbitraries.ts';

const d = Dec.parse;
const check = <T>(property: fc.IRawProperty<T>) => fc.assert(property, { numRuns: 500 });

const magnitude = (x: bigint) => (x < 0n ? -x : x);

describe('sums', () => {
  test('are exact', () => {
    check(fc.property(decimals, decimals, (x, y) => scaled(x.add(y)) === scaled(x) + scaled(y)));
    check(fc.property(decimals, decimals, (x, y) => scaled(x.sub(y)) === scaled(x) - scaled(y)));
  });
  test('do not depend on the order, also in their text', () => {
    check(
      fc.property(decimals, decimals, decimals, (x, y, z) => {
        expect(x.add(y).add(z).marshal()).toBe(z.add(x).add(y).marshal());
      }),
    );
  });
  test('have the smaller exponent of their operands', () => {
    expect(d('1E+3').add(d('0.50')).marshal()).toBe('1000.50');
    expect(d('0').add(d('1E+5')).marshal()).toBe('100000');
    expect(d('1').add(d('1E-50')).digits).toBe(51);
  });
  test('keep the minus of zeros only when both carry it', () => {
    expect(d('-0').add(d('-0')).marshal()).toBe('-0');
    expect(d('-0').add(d('0')).marshal()).toBe('0');
    expect(d('-0').sub(d('0.0')).marshal()).toBe('-0.0');
    expect(d('1').sub(d('1')).marshal()).toBe('0');
    expect(d('-1').add(d('1')).marshal()).toBe('0');
  });
});

describe('products and quotients', () => {
  test('a product is cut toward zero after 34 digits', () => {
    check(
      fc.property(nonZero, nonZero, (x, y) => {
        const product = x.mul(y);
        const exact = x.coefficient * y.coefficient;
        const shown = product.coefficient * 10n ** BigInt(product.exponent - x.exponent - y.exponent);
        expect(product.digits).toBeLessThanOrEqual(34);
        expect(magnitude(shown) <= magnitude(exact)).toBe(true);
        const unit = 10n ** BigInt(product.exponent - x.exponent - y.exponent);
        expect(magnitude(exact) - magnitude(shown) < unit).toBe(true);
      }),
    );
  });
  test('a quotient has 34 digits, is never too great, and less than one unit too small', () => {
    check(
      fc.property(nonZero, nonZero, (x, y) => {
        const quotient = x.quo(y);
        expect(quotient.digits).toBe(34);
        const unit = unitInDigit(quotient, 34);
        const exact = x.abs();
        const back = (q: Dec) => scaledProduct(q, y.abs());
        const target = exact.coefficient * 10n ** BigInt(exact.exponent + 600);
        expect(back(quotient.abs()) <= target && target < back(quotient.abs().add(unit))).toBe(true);
      }),
    );
  });
  test('a quotient is padded, a zero one keeps the difference of the exponents', () => {
    expect(d('1').quo(d('100')).marshal()).toBe('0.01000000000000000000000000000000000');
    expect(d('0').quo(d('1E+50')).exponent).toBe(-50);
    expect(d('-0').quo(d('0.1')).marshal()).toBe('-0E+1');
    expect(d('2').quo(d('-3')).marshal()).toBe('-0.6666666666666666666666666666666666');
  });
  test('zeros take the sign of the product', () => {
    expect(d('-0').mul(d('-1E+34')).marshal()).toBe('0E+34');
    expect(d('0.5').mul(d('-0')).marshal()).toBe('-0.0');
  });
  test('exact forms refuse to round', () => {
    expect(mulExact(d('1.0'), d('-2')).marshal()).toBe('-2.0');
    expect(quoExact(d('1'), d('8')).eq(d('0.125'))).toBe(true);
    expect(() => mulExact(d('1'), d('1E+34').add(Dec.ONE))).toThrow(/unexpected rounding/);
    expect(() => quoExact(Dec.ONE, d('3'))).toThrow(/unexpected rounding/);
  });
  test('division by zero', () => {
    expect(() => Dec.ONE.quo(Dec.ZERO)).toThrow(/division by zero/);
    expect(() => Dec.ZERO.quo(Dec.ZERO)).toThrow(/division undefined/);
  });
});

const scaledProduct = (a: Dec, b: Dec) => a.coefficient * b.coefficient * 10n ** BigInt(a.exponent + b.exponent + 600);

describe('integers in decimals', () => {
  test('floor ≤ x < floor + 1, and ceil mirrors it', () => {
    const short = decimals.filter((x) => x.exponent + x.digits <= 33);
    check(fc.property(short, (x) => floor(x).lte(x) && x.lt(floor(x).add(Dec.ONE))));
    check(fc.property(short, (x) => ceil(x).eq(floor(x.mul(d('-1'))).neg()) || x.digits > 34));
    expect(ceil(d('-0.5')).marshal()).toBe('-0');
    expect(floor(d('1E+3')).marshal()).toBe('1E+3');
  });
  test('x = y · quotient + remainder', () => {
    const small = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -10, max: 0 }))
      .map(([c, e]) => Dec.finite(c, e));
    check(
      fc.property(
        small,
        small.filter((y) => !y.isZero()),
        (x, y) => {
          expect(y.mul(quoInteger(x, y)).add(rem(x, y)).eq(x)).toBe(true);
          expect(rem(x, y).abs().lt(y.abs())).toBe(true);
        },
      ),
    );
  });
  test('a quotient of more than 34 digits is refused', () => {
    expect(() => quoInteger(d('1E+90000'), d('1E-34'))).toThrow(/division impossible/);
    expect(() => rem(d('1'), d('1E-34'))).toThrow(/division impossible/);
    expect(() => rem(d('1'), d('0'))).toThrow(/invalid operation/);
  });
  test('trunc gives the integer part, up to 256 bits', () => {
    check(
      fc.property(
        decimals.filter((x) => x.exponent + x.digits < 70),
        (x) => x.trunc() === scaled(x) / 10n ** 300n,
      ),
    );
    const largest = (1n << 256n) - 1n;
    expect(Dec.of(largest).trunc()).toBe(largest);
    expect(Dec.of(-largest).trunc()).toBe(-largest);
    expect(() => Dec.of(largest + 1n).trunc()).toThrow(DecimalError);
    expect(() => d('1E+1000').trunc()).toThrow(/overflow/);
    expect(d('0E+1000').trunc()).toBe(0n);
  });
});

describe('order', () => {
  test('is that of the values, whatever the exponents', () => {
    check(
      fc.property(decimals, decimals, (x, y) => {
        const difference = scaled(x) - scaled(y);
        expect(x.cmp(y)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(y.cmp(x)).toBe(difference < 0n ? 1 : difference > 0n ? -1 : 0);
      }),
    );
    expect(d('1E+90000').gt(d('9E-90000'))).toBe(true);
    expect(d('-1E+90000').lt(d('1E-90000'))).toBe(true);
    expect(d('1.00').eq(d('1'))).toBe(true);
    expect(d('-0').eq(d('0'))).toBe(true);
  });
  test('max and min give the second of two equal ones', () => {
    expect(Dec.max(d('1.0'), d('1')).marshal()).toBe('1');
    expect(Dec.min(d('1.0'), d('1')).marshal()).toBe('1');
    expect(Dec.max(d('2'), d('1')).marshal()).toBe('2');
  });
});

describe('limits', () => {
  test('the first digit may stand at 10^±100000 and no further', () => {
    expect(d('1E+60000').mul(d('1E+40000')).marshal()).toBe('1E+100000');
    expect(() => d('1E+60000').mul(d('1E+40001'))).toThrow(/overflow/);
    expect(() => d('1E-60000').mul(d('1E-40001'))).toThrow(/underflow/);
    expect(() => d('9E+100000').add(d('1E+100000'))).toThrow(/overflow/);
    expect(() => d('1E+100000').add(d('1E-100000'))).toThrow(DecimalError);
  });
  test('every operation on NaN is an error, a comparison is not', () => {
    for (const nan of [Dec.NAN, d('NaN'), d('sNaN')]) {
      for (const operation of [
        () => nan.add(Dec.ONE),
        () => Dec.ONE.sub(nan),
        () => nan.mul(nan),
        () => Dec.ONE.quo(nan),
        () => nan.neg(),
        () => nan.abs(),
        () => floor(nan),
        () => nan.trunc(),
        () => Dec.max(nan, Dec.ONE),
      ]) {
        expect(operation).toThrow(expect.objectContaining({ codespace: 'math', code: 6 }));
      }
      expect(nan.isNaN()).toBe(true);
      expect(nan.cmp(Dec.ONE)).toBe(-1);
    }
  });
});

test('neg and abs', () => {
  check(fc.property(decimals, (x) => x.abs().eq(x.isNegative() ? Dec.ZERO.sub(x) : x)));
  expect(d('-0').neg().marshal()).toBe('0');
  expect(d('0').neg().marshal()).toBe('0');
  // Neg keeps 34 digits, Abs all.
  expect(d('12345678901234567890123456789012345').neg().marshal()).toBe('-1.234567890123456789012345678901234E+34');
  expect(d('-12345678901234567890123456789012345').abs().marshal()).toBe('12345678901234567890123456789012345');
});
