import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  adjustedStakes,
  consensusLosses,
  consensusOf,
  consensusScore,
  consensusScores,
  descend,
  reputerScores,
  SCORE_RULES_V0_6,
  stakeWeightedLoss,
} from '../../../src/protocol/scores/index.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';
import { EPOCH_301 } from './epoch-301.ts';
import { expectNumbers, losses, numbers, PARAMETERS } from './helpers.ts';

describe('pieces of the consensus (docs/spec/emissions.md §18.2)', () => {
  test('adjusted stake', () => {
    const adjusted = adjustedStakes(numbers('50000 100000 150000'), numbers('.25 .18 .63'));
    expectDigits(adjusted[1], '0.432');
    expect(adjusted[2]).toBe(Dec.ONE);
  });
  test('consensus with gaps', () => {
    const rows = ['1 2 3 4', '2 NaN 5 3', 'NaN NaN 1 2'].map(numbers);
    const { losses: consensus, standIns } = consensusLosses(rows, numbers('1 1 1'));
    expect(consensus.map((loss) => loss.toNumber())).toEqual([1.5, 2, 3, 3]);
    expect(standIns.map((loss) => loss.toNumber())).toEqual([1, 2, 1, 2]);
  });
  test('a component that nobody reported has consensus and stand-in 0', () => {
    const { losses: consensus, standIns } = consensusLosses([numbers('NaN 1'), numbers('NaN 3')], numbers('1 1'));
    expect([...consensus, ...standIns].map((loss) => loss.toNumber())).toEqual([0, 2, 0, 1]);
  });
  test('a stand-in is the smallest loss, unless each lies 1 or more above the consensus', () => {
    // Coefficients may leave 0…1 while too little stake is listened to, and an adjusted stake may be negative then.
    const { losses: consensus, standIns } = consensusLosses(
      [numbers('10'), numbers('20'), numbers('NaN')],
      numbers('1 -0.5 1'),
    );
    expect(consensus[0]?.toNumber()).toBe(0);
    expect(standIns[0]?.toNumber()).toBe(0);
  });
  test('a consensus of length 0 is guarded', () => {
    const score = consensusScore(numbers('0 0'), { losses: numbers('0 0'), standIns: numbers('0 0') }, PARAMETERS);
    expect(score.toNumber()).toBe(100);
    const off = consensusScore(numbers('3 4'), { losses: numbers('0 0'), standIns: numbers('0 0') }, PARAMETERS);
    expectDigits(off, '0.0000000199999999', '1E-16');
  });
  test('errors', () => {
    const code = (codespace: string, number: number) => expect.objectContaining({ codespace, code: number });
    expect(() => adjustedStakes([], [])).toThrow(code('emissions', 35));
    expect(() => adjustedStakes(numbers('1 1'), numbers('0 0'))).toThrow(code('undefined', 1));
    expect(() => stakeWeightedLoss(numbers('1'), numbers('1 2'))).toThrow(code('emissions', 39));
    expect(() => stakeWeightedLoss(numbers('1 1'), numbers('0 0'))).toThrow(code('undefined', 1));
    expect(() => consensusLosses([], [])).toThrow(code('emissions', 39));
    const consensus = { losses: numbers('1'), standIns: numbers('1') };
    expect(() => consensusScore(numbers('1 2'), consensus, PARAMETERS)).toThrow(code('emissions', 39));
  });
});

describe('a small descent (docs/spec/emissions.md §18.2)', () => {
  const input = {
    rows: ['1 1.2 .9 1.1', '1.1 1.3 1.0 1.1', '2.0 2.5 NaN 1.9'].map(numbers),
    stakes: numbers('100 200 50'),
    coefficients: numbers('1 1 1'),
  };
  test('the start', () => {
    const {
      adjustedStakes: adjusted,
      losses: consensus,
      standIns,
    } = consensusOf(input.rows, input.stakes, input.coefficients);
    expectNumbers(adjusted, '.857142857/1/.428571429');
    expectNumbers(consensus, '1.23125/1.4875/.953846154/1.25');
    expectNumbers(standIns, '1.0/1.2/.9/1.1');
    const scores = consensusScores(input.rows, input.stakes, input.coefficients, PARAMETERS);
    expectNumbers(scores, '5.834347/8.234317/1.712961');
  });
  test('one and ten steps', () => {
    const one = descend(input, { ...PARAMETERS, gradientDescentMaxIters: 1n });
    expectNumbers(one.coefficients, '1/1/.9685002');
    const ten = descend(input, PARAMETERS);
    expect(ten.steps).toHaveLength(10);
    expectNumbers(ten.scores, '7.292440/11.603850/1.547389');
    expectNumbers(ten.coefficients, '1/1/.5869213');
    expect(ten.steps.at(-1)?.scores).toEqual(ten.scores);
  });
});

describe('the descent of a simulated epoch (docs/spec/emissions.md §18.3)', () => {
  const rows = EPOCH_301.losses.map(numbers);
  const stakes = EPOCH_301.stakes.map(d);
  const coefficients = EPOCH_301.coefficients.map(d);
  const found = descend({ rows, stakes, coefficients }, PARAMETERS);

  test('the start', () => {
    const { adjustedStakes: adjusted } = consensusOf(rows, stakes, coefficients);
    expectNumbers(adjusted, '1/1/.31017368/.36936274/1');
    expectNumbers(found.steps[0]?.scores ?? [], '27.881869/38.997355/20.142229/22.164030/29.911927');
    expectDigits(found.steps[0]?.listenedFraction, '0.77373');
    expectNumbers(found.steps[1]?.coefficients ?? [], '.9896111/.9880929/.2842769/.3683554/.9904448');
  });
  test('the end', () => {
    expect(found.steps).toHaveLength(10);
    expectNumbers(found.scores, '27.867525/39.003977/20.157446/22.171998/29.903916');
    expectNumbers(found.coefficients, '.9891834/.9875930/.2873697/.3694588/.9900492');
  });
  test('the table itself, from losses that were not rounded', () => {
    expectNumbers(found.scores, '27.86758/39.00376/20.15764/22.17202/29.90380', '0.001');
    expectNumbers(found.coefficients, '.989178/.987591/.287374/.369459/.990051', '0.00001');
  });
  test('the returned scores lag behind the coefficients by a step', () => {
    const final = consensusScores(rows, stakes, found.coefficients, PARAMETERS);
    // Stated for losses that were not rounded; the lag is five times what rounding does.
    expectNumbers(final.slice(0, 2), '27.86604/39.00446', '0.0003');
    expect(
      final[0]
        ?.sub(found.scores[0] as Dec)
        .abs()
        .gt(d('0.0015')),
    ).toBe(true);
  });
});

describe('a single reputer', () => {
  const report = (listeningCoefficient: string) => ({
    reputer: 'r',
    stake: 100n,
    losses: losses({ combined: '-1', naive: '-2' }),
    listeningCoefficient: d(listeningCoefficient),
  });
  test('agrees with itself: the score is 1 / epsilon_reputer', () => {
    const { scores, coefficients } = reputerScores([report('1')], PARAMETERS);
    expect(scores[0]?.value.toNumber()).toBe(100);
    expect(coefficients[0]?.value.toNumber()).toBe(1);
  });
  test('a coefficient of 0 is raised to epsilon_reputer and stays there', () => {
    const parameters = { ...PARAMETERS, epsilonReputer: d('0.1') };
    const { scores, coefficients } = reputerScores([report('0')], parameters);
    expect(scores[0]?.value.toNumber()).toBe(10);
    expect(coefficients[0]?.value.toNumber()).toBe(0.1);
    // Before v0.7 nobody was listened to then, which is a division by zero.
    expect(() => reputerScores([report('0')], parameters, SCORE_RULES_V0_6)).toThrow(/division/);
  });
  test('no reputer is refused', () => {
    expect(() => reputerScores([], PARAMETERS)).toThrow(expect.objectContaining({ code: 56 }));
  });
});
