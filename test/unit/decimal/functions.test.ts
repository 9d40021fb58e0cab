import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, exp, exp10, gradient, ln, log10, phi, pow, sqrt } from '../../../src/protocol/decimal/index.ts';
import { moderate, nonZero, unitInDigit } from './arbitraries.ts';

const d = Dec.parse;
const positive = nonZero.map((x) => x.abs());

/** |a − b| in units of the 34th digit of b. */
const unitsApart = (a: Dec, b: Dec) => a.sub(b).abs().quo(unitInDigit(b, 34)).toNumber();

describe('exp', () => {
  test('the worked numbers of docs/spec/synthesis.md §1', () => {
    expect(exp(d('-5.0000000000000024912482190471290471')).marshal()).toBe('0.006737946999085450310737586917551778');
    expect(exp(d('5.5632892391219024912482190471290471')).marshal()).toBe('260.6788628270955670027740113863276');
    expect(exp(d('-230258.509299404568401799145468436422')).marshal()).toBe('0');
    expect(exp(d('-0.0')).marshal()).toBe('1');
  });
  test('reaches to the exponent limits', () => {
    expect(exp(d('230258')).exponent).toBeGreaterThan(99_900);
    expect(exp(d('-230258')).exponent).toBeLessThan(-99_900);
    expect(() => exp(d('230259'))).toThrow(/overflow/);
    expect(exp(d('-1E+100000')).isZero()).toBe(true);
    expect(exp(d('1E-100000')).eq(Dec.ONE)).toBe(true);
  });
  test('e^x · e^-x is 1, e^(x+y) is e^x · e^y', () => {
    fc.assert(fc.property(moderate, (x) => unitsApart(exp(x).mul(exp(Dec.ZERO.sub(x))), Dec.ONE) <= 3));
    fc.assert(
      fc.property(moderate, moderate, (x, y) => {
        expect(unitsApart(exp(x).mul(exp(y)), exp(x.add(y)))).toBeLessThanOrEqual(12);
      }),
    );
  });
  test('grows', () => {
    fc.assert(fc.property(moderate, moderate, (x, y) => x.gt(y) || exp(x).lte(exp(y))));
  });
});

describe('logarithms', () => {
  test('ln undoes exp as far as the digits of e^x allow', () => {
    // e^x has a relative error of 5e-34 at most, which is an absolute one of x.
    fc.assert(
      fc.property(moderate, (x) =>
        ln(exp(x))
          .sub(x)
          .abs()
          .lte(Dec.max(d('7E-34'), x.abs().mul(d('2E-34')))),
      ),
    );
  });
  test('exp undoes ln', () => {
    const bounded = positive.filter((x) => x.exponent + x.digits < 30 && x.exponent + x.digits > -30);
    fc.assert(
      fc.property(bounded, (x) => {
        expect(exp(ln(x)).sub(x).abs().quo(x).toNumber()).toBeLessThan(1e-32);
      }),
    );
  });
  test('ln(xy) is ln x + ln y', () => {
    fc.assert(
      fc.property(positive, positive, (x, y) => {
        const parts = ln(x).add(ln(y));
        expect(
          parts
            .sub(ln(x.mul(y)))
            .abs()
            .toNumber(),
        ).toBeLessThan(2e-31);
      }),
    );
  });
  test('powers of ten', () => {
    for (const k of [1, 2, 18, 34, 1000]) {
      expect(log10(Dec.finite(1n, k)).eq(Dec.of(k))).toBe(true);
      expect(log10(Dec.finite(1n, -k)).eq(Dec.of(-k))).toBe(true);
    }
    expect(ln(d('10')).marshal()).toBe('2.302585092994045684017991454684364');
    expect(ln(d('1.00')).marshal()).toBe('0');
  });
  test('only positive numbers have one', () => {
    for (const text of ['0', '-0', '-1']) {
      expect(() => ln(d(text))).toThrow(expect.objectContaining({ codespace: 'undefined', code: 1 }));
      expect(() => log10(d(text))).toThrow(expect.objectContaining({ codespace: 'undefined', code: 1 }));
    }
    expect(() => ln(Dec.NAN)).toThrow(expect.objectContaining({ codespace: 'math', code: 6 }));
  });
});

describe('pow', () => {
  test('edges', () => {
    expect(pow(d('0'), d('0')).marshal()).toBe('0');
    expect(pow(d('0'), d('-3')).marshal()).toBe('0');
    expect(pow(d('7.0'), d('0')).marshal()).toBe('1');
    expect(pow(d('7.0'), d('1')).marshal()).toBe('7.0');
    expect(() => pow(d('-2'), d('2'))).toThrow(/negative base/);
    expect(() => pow(Dec.NAN, Dec.ONE)).toThrow(/NaN/);
    expect(() => pow(d('2'), d('1E+34'))).toThrow(/exponentiation/);
    expect(() => pow(d('10'), d('100001'))).toThrow(/overflow/);
    expect(() => pow(d('10'), d('-200000.5'))).toThrow(/overflow|underflow/);
  });
  test('whole powers are products', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 2, max: 5 }), (x, n) => {
        let exact = 1n;
        for (let i = 0; i < n; i++) exact *= x.coefficient;
        const wanted = Dec.finite(exact, x.exponent * n);
        expect(
          wanted
            .sub(pow(x, Dec.of(n)))
            .quo(unitInDigit(wanted, 34))
            .toNumber(),
        ).toBeLessThanOrEqual(1);
      }),
    );
    expect(pow(d('2'), d('-10')).eq(d('0.0009765625'))).toBe(true);
    expect(pow(d('3'), d('31')).marshal()).toBe('617673396283947');
  });
  test('the power 1/2 is the square root', () => {
    fc.assert(fc.property(positive, (x) => unitsApart(pow(x, d('0.5')), sqrt(x)) <= 6));
  });
  test('ten to a power', () => {
    expect(exp10(d('3.25')).marshal()).toBe('1778.279410038922801225421195192684');
    expect(exp10(d('-1')).marshal()).toBe('0.1000000000000000000000000000000000');
  });
});

describe('sqrt', () => {
  test('is nearest: its square is within one unit', () => {
    fc.assert(
      fc.property(positive, (x) => {
        const root = sqrt(x);
        expect(root.digits).toBe(34);
        // (root ± unit)² encloses x; a half unit would do but next to a power of ten.
        const unit = unitInDigit(root, 34);
        const square = (y: Dec) => Dec.finite(y.coefficient * y.coefficient, 2 * y.exponent);
        expect(square(root.sub(unit)).lt(x) && square(root.add(unit)).gt(x)).toBe(true);
      }),
    );
  });
  test('zeros and negatives', () => {
    expect(sqrt(d('-0')).marshal()).toBe('-0');
    expect(sqrt(d('0E-68')).exponent).toBe(-34);
    expect(sqrt(d('4')).marshal()).toBe('2.000000000000000000000000000000000');
    expect(() => sqrt(d('-1'))).toThrow(expect.objectContaining({ codespace: 'undefined', code: 1 }));
    expect(() => sqrt(Dec.NAN)).toThrow(/NaN/);
  });
});

test('the potential and its slope', () => {
  expect(gradient(d('3'), d('0.75'), d('0.75')).marshal()).toBe('1.500000000000000000000000000000000');
  expect(unitsApart(phi(d('3'), d('0.75'), d('0.75')), ln(Dec.TWO))).toBe(0);
  expect(() => phi(Dec.NAN, Dec.ONE, Dec.ONE)).toThrow(/NaN/);
  // The shorter way for what lies far below 1 gives the digits of the sum.
  for (const x of ['-300', '-460.25', '-470.7777777', '-900.1', '-1500', '-1999.99999999999999999999']) {
    const sum = Dec.ONE.add(exp(d(x).sub(d('0.75')).mul(d('3'))));
    expect(phi(d('3'), d('0.75'), d(x)).marshal()).toBe(ln(sum).marshal());
  }
  expect(phi(d('3'), d('0.75'), d('-70000')).marshal()).toBe('4.557839077149921371816907340837554E-91203');
});
