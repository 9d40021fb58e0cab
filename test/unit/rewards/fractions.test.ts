import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec, phi, sum } from '../../../src/protocol/decimal/index.ts';
import { reputerFractions, scoreFractions } from '../../../src/protocol/rewards/index.ts';
import { latestScores } from '../../../src/protocol/scores/index.ts';
import { expectNumbers, numbers } from '../scores/helpers.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';

/** Scores of the simulated epochs 301–304: inferers, then forecasters (docs/spec/emissions.md §18.4). */
const INFERERS = {
  303: '.132552065 -.00312476 .098569821 -.27777824 .750514681',
  304: '-.56612136 .962877290 2.050228009 .578082424 .168681372',
};
const FORECASTERS = {
  301: '.18069308959 .36757015503 .15650392855',
  302: '-1.34312762 .424232822 -.33053742',
  303: '.648944975 .469124013 .327526895',
  304: '.133236679 .203543759 .425059540',
};
const CURVE = { p: d('3'), c: d('0.75'), epsilon: d('0.01') };
const VALUES_V0_6 = 10;

describe('worker fractions (docs/spec/emissions.md §18.4)', () => {
  test('the curve', () => {
    expectDigits(phi(CURVE.p, CURVE.c, Dec.ONE), '1.136871');
    expectDigits(phi(CURVE.p, CURVE.c, Dec.ZERO), '0.1002066');
  });
  test('inferers of epoch 304, over the newest ten values', () => {
    const history = latestScores([numbers(INFERERS[304]), numbers(INFERERS[303])], VALUES_V0_6);
    const { fractions } = scoreFractions(numbers(INFERERS[304]), history, CURVE);
    expectNumbers(fractions, '.00127413/.20583122/.68749723/.08361645/.02178095');
  });
  test('forecasters of epoch 304: the ten values break off inside epoch 301', () => {
    const epochs = [304, 303, 302, 301].map((epoch) => numbers(FORECASTERS[epoch as keyof typeof FORECASTERS]));
    const history = latestScores(epochs, VALUES_V0_6);
    expect(history).toHaveLength(10);
    const { fractions } = scoreFractions(numbers(FORECASTERS[304]), history, CURVE);
    expectNumbers(fractions, '.17093114/.23600962/.59305923');
  });
  test('equal parts when the history hardly varies, or holds one value', () => {
    for (const history of ['0.1 0.1001', '5', '0 0']) {
      const { mapped, fractions } = scoreFractions(numbers('0.1 0.9'), numbers(history), CURVE);
      expect(mapped).toEqual([Dec.ONE, Dec.ONE]);
      expectNumbers(fractions, '0.5 0.5');
    }
  });
  test('a deviation of just epsilon is not flat', () => {
    const { sigma, mapped } = scoreFractions(numbers('0 1'), numbers('0 2'), {
      ...CURVE,
      epsilon: d('1.414213562373095'),
    });
    expect(sigma.gt(d('1.414213562373095'))).toBe(true);
    expect(mapped).not.toContain(Dec.ONE);
  });
});

describe('reputer fractions', () => {
  test('stakes times scores (docs/spec/emissions.md §18.4)', () => {
    const stakes = numbers('1178377.89152 385287.87376 395488.13091 208201.11762 369044.55988');
    const scores = numbers('17.53839 22.63517 26.28035 13.51383 15.08629');
    expectNumbers(reputerFractions(stakes, scores, Dec.ONE), '.42911/.18108/.2158/.05842/.1156');
  });
  test('of the simulated epoch 301 (docs/spec/emissions.md §18.3)', () => {
    const stakes = numbers('400892.44 468430.20 310236.02 284850.62 370812.43');
    const scores = numbers('27.867525 39.003977 20.157446 22.171998 29.903916');
    expectNumbers(reputerFractions(stakes, scores, Dec.ONE), '.210391/.344076/.117768/.118939/.208825');
  });
  test('a reputer without stake has nothing; nobody with stake is nothing for all', () => {
    expectNumbers(reputerFractions(numbers('0 3 1'), numbers('9 1 1'), Dec.ONE), '0 0.75 0.25');
    expectNumbers(reputerFractions(numbers('0 0'), numbers('1 1'), Dec.ONE), '0 0');
    expect(() => reputerFractions(numbers('1'), [], Dec.ONE)).toThrow(expect.objectContaining({ code: 39 }));
  });
});

describe('properties', () => {
  const score = fc.bigInt({ min: -3n * 10n ** 12n, max: 3n * 10n ** 12n }).map((value) => Dec.finite(value, -12));
  const sumsToOne = (fractions: readonly Dec[]) => {
    const missing = Dec.ONE.sub(sum(fractions));
    expect(missing.isNegative()).toBe(false);
    expect(missing.lte(Dec.finite(BigInt(fractions.length), -34))).toBe(true);
  };
  test('fractions sum to 1 but for truncation, and grow with the score', () => {
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 1, maxLength: 32 }),
        fc.array(score, { maxLength: 40 }),
        (scores, older) => {
          const { fractions } = scoreFractions(scores, [...scores, ...older], CURVE);
          sumsToOne(fractions);
          const ranked = scores.map((value, index) => ({ value, fraction: fractions[index]! }));
          ranked.sort((left, right) => left.value.cmp(right.value));
          for (const [index, { fraction }] of ranked.entries()) {
            if (index > 0) expect(fraction.gte(ranked[index - 1]!.fraction)).toBe(true);
          }
        },
      ),
    );
  });
  test('the order of actors moves no digit', () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 12 }), (scores) => {
        const straight = scoreFractions(scores, scores, CURVE).fractions;
        expect(scoreFractions(scores.toReversed(), scores.toReversed(), CURVE).fractions.toReversed()).toEqual(
          straight,
        );
      }),
    );
  });
  test('reputers: sum to 1, for other exponents too', () => {
    const stakes = fc.array(fc.bigInt({ min: 1n, max: 10n ** 27n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(stakes, fc.constantFrom('1', '2', '2.5'), (uallo, p) => {
        sumsToOne(
          reputerFractions(
            uallo.map(Dec.of),
            uallo.map((_, index) => Dec.of(index + 1)),
            d(p),
          ),
        );
      }),
    );
  });
});
