import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, sum } from '../../../src/protocol/decimal/index.ts';
import { emptyRegrets } from '../../../src/protocol/losses/index.ts';
import { synthesise } from '../../../src/protocol/synthesis/index.ts';
import { quotientOfSums, sumIsBelow } from '../../../src/protocol/synthesis/quotient.ts';
import { d, expectDigits, forecast, inferences, regretMap, synthesisInput, vector } from './helpers.ts';

/** Few digits, so that quotients hit short decimals and sums cancel; exponents so far apart that nothing is short. */
const exponent = fc.constantFrom(0, -3, -34, -650, -651, -900, -1700, -5000);
const coefficient = fc.oneof(
  fc.bigInt({ min: 1n, max: 12n }),
  fc.constantFrom(10n ** 33n, 10n ** 34n - 1n, 5n * 10n ** 33n),
  fc.bigInt({ min: 1n, max: 10n ** 34n }),
);
const positive = fc.tuple(coefficient, exponent).map(([digits, power]) => Dec.finite(digits, power));
const signed = fc.tuple(positive, fc.boolean()).map(([value, minus]) => (minus ? value.neg() : value));
const list = (term: fc.Arbitrary<Dec>) =>
  fc.array(fc.oneof({ arbitrary: term, weight: 9 }, { arbitrary: fc.constant(Dec.ZERO), weight: 1 }), { maxLength: 6 });

describe('quotients of sums over many orders of magnitude', () => {
  test('have every digit of the exact sums', () => {
    fc.assert(
      fc.property(list(signed), list(positive), positive, (numerators, denominators, one) => {
        const all = [...denominators, one];
        expect(quotientOfSums(numerators, all).marshal()).toBe(sum(numerators).quo(sum(all)).marshal());
        expect(sumIsBelow(numerators, one)).toBe(sum(numerators).lt(one));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [['7', '-1E-5000'], ['1', '1E-9000'], `6.${'9'.repeat(33)}`],
    [['7', '1E-5000'], ['1', '1E-9000'], `7.${'0'.repeat(33)}`],
    [['1', '-1E-5000'], ['1'], `0.${'9'.repeat(34)}`],
    [['-1', '1E-5000'], ['1'], `-0.${'9'.repeat(34)}`],
    [['-1', '-1E-5000'], ['1', '1E-9000'], `-1.${'0'.repeat(33)}`],
    [['3', '-3', '2E-5000'], ['1', '1E-9000'], `1.${'9'.repeat(33)}E-5000`],
    [[`0.${'9'.repeat(40)}`, '1E-40', '1E-5000'], ['1', '1E-5000'], `1.${'0'.repeat(33)}`],
    [['7E-100000', '1'], ['1E-100000', '1'], `1.${'0'.repeat(33)}`],
  ])('%j / %j = %s', (numerators, denominators, expected) => {
    expect(quotientOfSums(vector(...numerators), vector(...denominators)).marshal()).toBe(expected);
  });
});

describe('absurd losses', () => {
  const values = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`i${index}`, [`${index}`]]));

  test.each(['-5000', '-76000', '-76750', '-1E+39'])(
    'a regret of %s neither stops nor delays a synthesis',
    (absurd) => {
      const regrets = regretMap(
        Object.fromEntries(Object.keys(values).map((name, i) => [name, i % 2 ? absurd : '0.5'])),
      );
      const { inferences: family } = synthesise(
        synthesisInput({
          inferences: inferences(values),
          forecasts: [
            forecast('k', Object.fromEntries(Object.keys(values).map((name, i) => [name, i % 3 ? '-1' : '70000']))),
          ],
          previousLoss: d('-1'),
          scale: Dec.ONE,
          regrets: { ...emptyRegrets(), inferer: regrets, forecaster: regretMap({ k: absurd }), naiveInferer: regrets },
        }),
      );
      // Only the even ones count: 0, 2, … 10.
      expectDigits(family.naive[0], '5', '1E-30');
      expectDigits(family.combined[0], '5', '1E-30');
      expect(family.weights.inferers.every(({ value }) => value.lte(Dec.ONE))).toBe(true);
    },
  );
});
