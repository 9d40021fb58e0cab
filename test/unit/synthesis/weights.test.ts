import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  boundedWeight,
  exp1OverExp1,
  normaliseWeights,
  RULES_V0_6,
  RULES_V0_17,
  ratioWeight,
  regretScale,
  weigh,
} from '../../../src/protocol/synthesis/index.ts';
import { d, expectDigits, topic, vector } from './helpers.ts';

describe('regret scale (§4)', () => {
  test.each([
    [['.1', '.2', '.3'], '.01', '0.15826'],
    [['.7', '.7', '.7'], '.01', '0.01'],
    [['0', '.5', '1'], '.1', '0.8413'],
    [['.1', '.2', '.3'], '.5', '0.64826'],
    [['0', '0', '0', '100'], '.01', '0.01'],
    [[], '.25', '0.25'],
  ])('of %j with epsilon %s is %s', (regrets, epsilon, expected) => {
    expect(regretScale(vector(...regrets), d(epsilon), RULES_V0_17.scale).eq(d(expected))).toBe(true);
  });

  test('by standard deviation in the older rules', () => {
    expectDigits(regretScale(vector('.1', '.2', '.3'), d('.01'), RULES_V0_6.scale), '0.11', '1E-30');
  });
});

describe('ratio to the best (§4)', () => {
  test.each([
    ['-2', '-1', '0.8299965984314521'],
    ['2', '-1', '6.132891427731615'],
    ['-1', '2', '0.1630552263616172'],
    ['2', '1', '2.256164671199036'],
    ['.1', '.2', '0.9476763771641353'],
  ])('f(%s, %s) = %s', (a, b, expected) => {
    expectDigits(exp1OverExp1(d(a), d(b)), expected);
  });

  test('f(10, −10) is about 22026.4658', () => {
    expectDigits(exp1OverExp1(d('10'), d('-10')), '22026.4658', '0.0001');
  });

  test.each(['-300', '-2', '0', '0.75', '3', '300', '1E+9'])('is exactly 1 for equal arguments (%s)', (x) => {
    expect(exp1OverExp1(d(x), d(x)).marshal()).toBe(`1.${'0'.repeat(33)}`);
    expect(ratioWeight(d(x), d(x), topic()).eq(Dec.ONE)).toBe(true);
  });

  test.each([
    ['-20', '-19.5', '0.2231301601484298'],
    ['-15', '-14', '0.04978706836786394'],
    ['-5.75', '-5', '0.1053992276019573'],
    ['-1', '-.5', '0.2271855183599896'],
    ['-.25', '0', '0.4973900296949617'],
    ['-1.32345', '.1238729', '0.0149696696173212'],
    ['0', '1', '0.1403893629392022'],
    ['-1', '0', '0.05474729930662831'],
    ['.1', '2', '0.1274825724107806'],
    ['-10', '-.1', '0.0000000000001361775598712234'],
    ['-5', '2', '0.00000003300012235137296'],
    ['2', '-5', '30302917.95140558'],
  ])('r̂ %s, best %s, p 3, c 0.75 → %s', (normalised, best, expected) => {
    const weight = ratioWeight(d(normalised), d(best), { pNorm: d('3'), cNorm: d('.75') });
    expectDigits(weight, expected, d(expected).mul(d('1E-14')).marshal());
  });

  test('a regret far below has the weight 0, not an error', () => {
    expect(ratioWeight(d('-1E+9'), d('1'), topic()).isZero()).toBe(true);
  });

  test('NaN is an error', () => {
    expect(() => exp1OverExp1(Dec.NAN, Dec.ONE)).toThrow(expect.objectContaining({ codespace: 'math', code: 6 }));
  });
});

describe('weights of listed actors (§4)', () => {
  const regrets = vector('.1', '.2', '.5');

  test('relative to the best, under a given scale', () => {
    const { inferers, scale } = weigh(regrets, [], Dec.ONE, topic(), RULES_V0_17);
    expect(scale.eq(Dec.ONE)).toBe(true);
    for (const [index, printed] of ['0.5672634358…', '0.6614913704…', '1'].entries()) {
      expectDigits(inferers[index]?.weight, printed);
    }
  });

  test('a listed worker without a regret gets none; the older rules take 0 for it', () => {
    const listed = [d('.3'), undefined];
    expect(weigh(listed, [undefined], Dec.ONE, topic(), RULES_V0_17).inferers[1]).toBeUndefined();
    const older = weigh(listed, [undefined], Dec.ONE, topic(), RULES_V0_6);
    expect(older.inferers[1]?.normalised.isZero()).toBe(true);
    expect(older.inferers[1]?.weight.eq(boundedWeight(d('0'), d('.3'), topic()))).toBe(true);
    // Nobody among the forecasters has a regret: they get no weights at all.
    expect(older.forecasters).toEqual([undefined]);
  });

  test('nobody with a regret is error 63', () => {
    expect(() => weigh([undefined], [], Dec.ONE, topic(), RULES_V0_17)).toThrow(
      expect.objectContaining({ codespace: 'emissions', code: 63 }),
    );
  });

  test('a scale of 0 is derived from the regrets', () => {
    const { scale } = weigh(regrets, [], Dec.ZERO, topic(), RULES_V0_17);
    expect(scale.eq(regretScale(regrets, topic().epsilon, RULES_V0_17.scale))).toBe(true);
  });

  test('equal regrets weigh 1 each', () => {
    const { inferers } = weigh(vector('.4', '.4'), vector('.4'), undefined, topic(), RULES_V0_17);
    expect(inferers.every((weighed) => weighed?.weight.eq(Dec.ONE))).toBe(true);
  });

  test('normalised, {2,3 | 5} is .2, .3, .5; a sum of 0 is an error', () => {
    const { inferers, forecasters } = normaliseWeights(vector('2', '3'), vector('5'));
    expect([...inferers, ...forecasters].map((share) => share.toNumber())).toEqual([0.2, 0.3, 0.5]);
    expect(() => normaliseWeights(vector('0'), [])).toThrow(expect.objectContaining({ code: 36 }));
  });
});
