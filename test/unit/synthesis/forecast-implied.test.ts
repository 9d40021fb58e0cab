import { describe, expect, test } from 'vitest';
import { RULES_V0_6, RULES_V0_17, type Rules, synthesise } from '../../../src/protocol/synthesis/index.ts';
import { regretScale } from '../../../src/protocol/synthesis/scale.ts';
import { weigh } from '../../../src/protocol/synthesis/weigh.ts';
import { d, expectDigits, forecast, inferences, synthesisInput, texts, topic, vector } from './helpers.ts';

/** The implied inference of one forecaster, S* = 0, previous loss 0.5, p 2, c 0.75, epsilon 1e-4. */
function implied(
  values: { [inferer: string]: readonly string[] },
  losses: { [inferer: string]: string },
  rules: Rules = RULES_V0_17,
) {
  const input = synthesisInput({
    inferences: inferences(values),
    forecasts: [forecast('k', losses)],
    previousLoss: d('0.5'),
  });
  return synthesise(input, rules).inferences;
}

describe('forecast-implied inference (§3)', () => {
  test('two inferences', () => {
    const { forecasters } = implied({ a: ['1'], b: ['2'] }, { a: '3', b: '4' });
    expect(texts(forecasters[0]?.values)).toEqual(['1.063129668414686004388530315977163']);
    const regrets = vector('-2.5', '-3.5');
    expectDigits(regretScale(regrets, d('1E-4'), RULES_V0_17.scale), '0.7414');
    expectDigits(weigh(regrets, [], undefined, topic(), RULES_V0_17).inferers[1]?.weight, '0.0673835709…');
  });

  test('three inferences', () => {
    const values = { a: ['1'], b: ['2'], c: ['3'] };
    const { forecasters } = implied(values, { a: '1', b: '2', c: '3' });
    expectDigits(forecasters[0]?.values[0], '1.317025398914864082848526530373150');
    const regrets = vector('-.5', '-1.5', '-2.5');
    expectDigits(regretScale(regrets, d('1E-4'), RULES_V0_17.scale), '1.4827');
    const { inferers } = weigh(regrets, [], undefined, topic(), RULES_V0_17);
    expectDigits(inferers[1]?.weight, '0.28074663…');
    expectDigits(inferers[2]?.weight, '0.07444116…');

    const far = implied(values, { a: '4', b: '5', c: '6' });
    expectDigits(far.forecasters[0]?.values[0], '1.2974778440227044');
    const weights = weigh(vector('-3.5', '-4.5', '-5.5'), [], undefined, topic(), RULES_V0_17).inferers;
    expectDigits(weights[1]?.weight, '0.25990969…');
    expectDigits(weights[2]?.weight, '0.06747960…');
  });

  test('one usable element has the weight 1', () => {
    const { forecasters } = implied({ a: ['1'], b: ['2'] }, { b: '3', stranger: '1' });
    expect(forecasters[0]?.values[0]?.eq(d('2'))).toBe(true);
  });

  test('nothing usable drops the forecaster, and so does the lack of a previous loss', () => {
    expect(implied({ a: ['1'], b: ['2'] }, { stranger: '1' }).forecasters).toEqual([]);
    const without = synthesisInput({
      inferences: inferences({ a: ['1'], b: ['2'] }),
      forecasts: [forecast('k', { a: '1' })],
    });
    const { inferences: family } = synthesise(without);
    expect(family.forecasters).toEqual([]);
    expect(family.oneOutInferers).toHaveLength(2);
    expect(family.oneOutInfererForecasters).toEqual([]);
  });

  test('all new: the median, label by label; the zero made of nothing is dropped', () => {
    const all = (losses: { [inferer: string]: string }, rules?: Rules) =>
      synthesise(
        synthesisInput({
          inferences: inferences({ a: ['1', '9'], b: ['2', '7'], c: ['6', '8'] }),
          forecasts: [forecast('k', losses)],
          previousLoss: d('0.5'),
          topic: topic({ initialRegret: d('0') }),
        }),
        rules,
      ).inferences.forecasters.map(({ values }) => texts(values));
    expect(all({ a: '1', b: '1', c: '1' })).toEqual([['2', '8']]);
    expect(all({ stranger: '1' })).toEqual([]);
    expect(all({ stranger: '1' }, RULES_V0_6)).toEqual([['0', '0']]);
  });

  test('the stored scale is used here too, unless the rules say otherwise', () => {
    const input = synthesisInput({
      inferences: inferences({ a: ['1'], b: ['2'] }),
      forecasts: [forecast('k', { a: '3', b: '4' })],
      previousLoss: d('0.5'),
      scale: d('10'),
    });
    const stored = synthesise(input).inferences.forecasters[0]?.values[0];
    const own = synthesise(input, { ...RULES_V0_17, storedScaleForForecasts: false }).inferences.forecasters[0]
      ?.values[0];
    expectDigits(own, '1.063129668414686004388530315977163');
    expect(stored?.eq(own ?? d('0'))).toBe(false);
  });
});
