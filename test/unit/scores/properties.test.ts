import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { type DescentInput, descend, reputerScores, type ScoreReport } from '../../../src/protocol/scores/index.ts';
import { createScorer } from '../../../src/protocol/scores/scorer.ts';
import { d } from '../synthesis/helpers.ts';
import { PARAMETERS } from './helpers.ts';
import { plainDescent, plainScores } from './plain.ts';

const texts = (values: readonly Dec[]) => values.map((value) => value.marshal());

/** What a function gives, or the code of what it throws. */
function outcome(run: () => readonly Dec[]): unknown {
  try {
    return texts(run());
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return error.code;
  }
}

/** A loss: mostly an ordinary one, at times none, an exact zero, a round one, or one of many digits or of another size. */
const loss: fc.Arbitrary<Dec> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.bigInt({ min: -5n * 10n ** 16n, max: 10n ** 16n }).map((value) => Dec.finite(value, -16)),
  },
  { weight: 1, arbitrary: fc.constant(Dec.NAN) },
  { weight: 1, arbitrary: fc.constantFrom('0', '-0', '0.000', '-1', '2.50', '-1E+3').map(d) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(10n ** 50n), max: 10n ** 50n }).map((value) => Dec.finite(value, -48)) },
  { weight: 1, arbitrary: fc.integer({ min: -40, max: 38 }).map((exponent) => Dec.finite(-37n, exponent)) },
);

const coefficient: fc.Arbitrary<Dec> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 10 ** 9 }).map((value) => Dec.finite(BigInt(value), -9)) },
  { weight: 1, arbitrary: fc.constantFrom('1', '1.000', '0', '0.5', '0.999', '3.25', '-0.75').map(d) },
);

const stake: fc.Arbitrary<Dec> = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: 10n ** 22n, max: 10n ** 24n }).map((value) => Dec.of(value)) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 10n ** 24n).map((value) => Dec.of(value)) },
);

const matrices = (components: number, ofLoss = loss): fc.Arbitrary<DescentInput> =>
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: components })).chain(([reputers, width]) => {
    const each = <Value>(value: fc.Arbitrary<Value>, count = reputers) =>
      fc.array(value, { minLength: count, maxLength: count });
    return fc.record({ rows: each(each(ofLoss, width)), stakes: each(stake), coefficients: each(coefficient) });
  });

describe('the fast evaluation', () => {
  test('gives the digits of the plain formula, or its error', () => {
    fc.assert(
      fc.property(matrices(9), ({ rows, stakes, coefficients }) => {
        expect(outcome(() => createScorer(rows, stakes, PARAMETERS)(coefficients))).toEqual(
          outcome(() => plainScores(rows, stakes, coefficients, PARAMETERS)),
        );
      }),
      { numRuns: 600 },
    );
  });

  test('remembers nothing from one evaluation that changes the next', () => {
    fc.assert(
      fc.property(matrices(6), fc.array(coefficient, { minLength: 7, maxLength: 7 }), (input, others) => {
        const { rows, stakes, coefficients } = input;
        const scorer = createScorer(rows, stakes, PARAMETERS);
        for (const given of [coefficients, others.slice(0, rows.length), coefficients]) {
          expect(outcome(() => scorer(given))).toEqual(outcome(() => plainScores(rows, stakes, given, PARAMETERS)));
        }
      }),
      { numRuns: 150 },
    );
  });

  test('leaves numbers near the exponent limits to the plain formula', () => {
    const rows = [
      [d('1E-60000'), d('-2')],
      [d('3E-60000'), d('-3')],
    ];
    const [stakes, coefficients] = [
      [d('10'), d('20')],
      [Dec.ONE, Dec.ONE],
    ];
    expect(outcome(() => createScorer(rows, stakes, PARAMETERS)(coefficients))).toEqual(
      outcome(() => plainScores(rows, stakes, coefficients, PARAMETERS)),
    );
  });

  test('descends as the plain formula does, scores and coefficients to the last digit', () => {
    fc.assert(
      fc.property(matrices(5), (input) => {
        const both = ({ scores, coefficients }: { scores: readonly Dec[]; coefficients: readonly Dec[] }) => [
          ...scores,
          ...coefficients,
        ];
        expect(outcome(() => both(descend(input, PARAMETERS)))).toEqual(
          outcome(() => both(plainDescent(input, PARAMETERS))),
        );
      }),
      { numRuns: 120 },
    );
  });
});

describe('scores', () => {
  const ordinary = fc.bigInt({ min: -4n * 10n ** 12n, max: 0n }).map((value) => Dec.finite(value, -12));
  const reports: fc.Arbitrary<ScoreReport[]> = fc
    .array(
      fc.record({
        combined: ordinary,
        naive: ordinary,
        losses: fc.array(ordinary, { minLength: 3, maxLength: 3 }),
        stake: fc.bigInt({ min: 10n ** 20n, max: 10n ** 22n }),
        listening: fc.integer({ min: 500, max: 1000 }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((list) =>
      list.map(({ combined, naive, losses, stake: uallo, listening }, index) => {
        const attributed = losses.map((value, worker) => ({ worker: `w${worker}`, value }));
        return {
          reputer: `r${index}`,
          stake: uallo,
          listeningCoefficient: Dec.finite(BigInt(listening), -3),
          losses: {
            combined,
            naive,
            inferers: attributed,
            oneOutInferers: attributed,
            forecasters: [],
            oneOutForecasters: [],
            oneInForecasters: [],
            oneOutInfererForecasters: [],
          },
        };
      }),
    );

  test('do not depend on the order of reputers or of workers', () => {
    fc.assert(
      fc.property(reports, (list) => {
        const straight = reputerScores(list, PARAMETERS);
        const turned = reputerScores(
          list.toReversed().map((report) => ({
            ...report,
            losses: { ...report.losses, inferers: report.losses.inferers.toReversed() },
          })),
          PARAMETERS,
        );
        expect(turned.scores.toReversed()).toEqual(straight.scores);
        expect(texts(turned.coefficients.map(({ value }) => value)).toReversed()).toEqual(
          texts(straight.coefficients.map(({ value }) => value)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('lie between 0 and 1/epsilon_reputer; coefficients between 0 and 1 where enough stake is listened to', () => {
    fc.assert(
      fc.property(reports, (list) => {
        const { scores, coefficients, steps } = reputerScores(list, PARAMETERS);
        for (const { value } of scores) expect(value.isPositive() && value.lte(Dec.of(100))).toBe(true);
        if (steps.some(({ listenedFraction }) => listenedFraction.lt(PARAMETERS.minStakeFraction))) return;
        for (const { value } of coefficients) expect(value.isNegative() || value.gt(Dec.ONE)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
