import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { emptyRegrets } from '../../../src/protocol/losses/index.ts';
import { weightedInference } from '../../../src/protocol/synthesis/family.ts';
import { RULES_V0_6, RULES_V0_17, type SynthesisInput, synthesise } from '../../../src/protocol/synthesis/index.ts';
import { d, expectDigits, forecast, inferences, regretMap, synthesisInput, texts, topic, vector } from './helpers.ts';

/** One member of the family with given vectors, p 2, c 0.75, S 1. */
function combined(
  actors: { [name: string]: [regret: string, ...values: string[]] },
  forecasters: typeof actors = {},
  initialRegret = '0.5',
) {
  const regrets = (list: typeof actors) =>
    regretMap(Object.fromEntries(Object.entries(list).map(([k, [r]]) => [k, r])));
  const vectors = (list: typeof actors) =>
    Object.entries(list).map(([name, [, ...values]]) => ({ name, values: vector(...values) }));
  const family = {
    inferers: [],
    forecasters: [],
    labels: Object.values(actors)[0]!.length - 1,
    allInferersAreNew: d(initialRegret).isZero(),
    regrets: emptyRegrets(),
    initialRegret: d(initialRegret),
    epsilonSafeDiv: d('1E-7'),
    scale: Dec.ONE,
    topic: topic(),
    rules: RULES_V0_17,
  };
  const selection = {
    inferers: vectors(actors).map(({ name, values }) => ({ inferer: name, values })),
    infererRegrets: regrets(actors),
    forecasters: vectors(forecasters).map(({ name, values }) => ({ forecaster: name, values })),
    forecasterRegrets: regrets(forecasters),
  };
  return weightedInference(selection, family);
}

describe('weighted inference (§5)', () => {
  test('all new: a plain mean without forecasters', () => {
    const values = combined({ a: ['0', '1', '3'], b: ['0', '5', '7'] }, { k: ['0', '9', '9'] }, '0');
    expect(values.map((value) => value.toNumber())).toEqual([3, 5]);
  });

  test('equal regrets: a plain mean', () => {
    expect(combined({ a: ['.2', '1'], b: ['.2', '3'] })[0]?.eq(d('2'))).toBe(true);
    const three = combined({ a: ['.2', '1', '0'], b: ['.2', '0', '2'] }, { k: ['.2', '5', '5'] });
    expect(texts(three)).toEqual([`2.${'0'.repeat(33)}`, '2.333333333333333333333333333333333']);
  });

  test('regrets .1, .2, .5', () => {
    expectDigits(combined({ a: ['.1', '1'], b: ['.2', '2'], c: ['.5', '10'] })[0], '5.33492789027731…');
  });

  test('two labels and a forecaster', () => {
    const values = combined({ a: ['.1', '1', '0'], b: ['.3', '0', '2'] }, { k: ['.2', '5', '5'] });
    expectDigits(values[0], '1.94283017560765');
    expectDigits(values[1], '2.42617350984686');
  });
});

const LABELS = ['1', '2', '3'];
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const INFERERS = names('i', 5);
const losses = Object.fromEntries(INFERERS.map((inferer, index) => [inferer, `-${index}.5`]));

/** Five inferers, three forecasters, three labels. */
const fixture = (known: Partial<SynthesisInput> = {}) =>
  synthesisInput({
    inferences: INFERERS.map((inferer, index) => ({
      inferer,
      values: vector(...LABELS.map((label) => `${index}.${label}`)),
    })),
    forecasts: names('f', 3).map((forecaster) => forecast(forecaster, losses)),
    previousLoss: d('-1'),
    scale: d('0.8'),
    ...known,
  });

describe('the family (§2, §5)', () => {
  test('has the sizes of the reference fixture', () => {
    const { inferences: family } = synthesise(fixture());
    expect(family.oneOutInfererForecasters).toHaveLength(15);
    expect(family.oneOutInferers).toHaveLength(5);
    expect(family.oneOutForecasters).toHaveLength(3);
    expect(family.oneInForecasters).toHaveLength(3);
    expect(family.combined).toHaveLength(3);
    const pairs = family.oneOutInfererForecasters.map(
      ({ forecaster, withheldInferer }) => forecaster + withheldInferer,
    );
    expect(pairs).toEqual(pairs.toSorted());
  });

  test('does not depend on the order of what comes in, and a later one replaces an earlier one', () => {
    const input = fixture();
    const turned = { ...input, inferences: input.inferences.toReversed(), forecasts: input.forecasts.toReversed() };
    expect(synthesise(turned)).toEqual(synthesise(input));
    const twice = { ...input, inferences: [{ inferer: 'i0', values: vector('7', '7', '7') }, ...input.inferences] };
    expect(synthesise(twice)).toEqual(synthesise(input));
  });

  test('one forecaster alone: no one-out and no one-in forecaster', () => {
    const { inferences: family } = synthesise(fixture({ forecasts: [forecast('f0', losses)] }));
    expect([family.forecasters.length, family.oneOutForecasters.length, family.oneInForecasters.length]).toEqual([
      1, 0, 0,
    ]);
    expect(family.oneOutInfererForecasters).toHaveLength(5);
  });

  test('a forecaster of whom nothing is left still shapes the weights of a one-out inferer', () => {
    const values = { a: ['1'], b: ['2'], c: ['4'] };
    const regrets = { ...emptyRegrets(), oneOutInfererForecaster: new Map([['a', regretMap({ k: '3' })]]) };
    const input = synthesisInput({
      inferences: inferences(values),
      forecasts: [forecast('k', { a: '-1' })],
      previousLoss: d('-1'),
      regrets,
      scale: Dec.ONE,
    });
    const { inferences: family } = synthesise(input);
    // b and c are equal, so only their weights relative to k fall, not their mean.
    expectDigits(family.oneOutInferers[0]?.values[0], '3', '1E-30');
    expect(family.oneOutInfererForecasters.map(({ withheldInferer }) => withheldInferer)).toEqual(['b', 'c']);
    const older = synthesise(input, { ...RULES_V0_17, oneOutKeepsOriginal: true }).inferences;
    expect(older.oneOutInferers[0]?.values[0]?.lt(d('2'))).toBe(true);
  });

  test('none is error 76, one stands for everything, and lengths must agree', () => {
    expect(() => synthesise(synthesisInput({}))).toThrow(expect.objectContaining({ code: 76 }));
    const one = synthesise(synthesisInput({ inferences: inferences({ a: ['1', '2'] }) }));
    expect([texts(one.inferences.combined), texts(one.inferences.naive)]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
    expect(one.inferences.oneOutInferers).toEqual([]);
    expect(one.inferences.weights).toEqual({ inferers: [], forecasters: [] });
    expect(() => synthesise(synthesisInput({ inferences: inferences({ a: ['1', '2'], b: ['1'] }) }))).toThrow(
      expect.objectContaining({ code: 43 }),
    );
  });

  test('before the first losses the older rules give a median and nothing else', () => {
    const input = synthesisInput({ inferences: inferences({ a: ['1'], b: ['2'], c: ['9'] }) });
    const { inferences: family } = synthesise(input, RULES_V0_6);
    expect([texts(family.combined), texts(family.naive), family.oneOutInferers]).toEqual([['2'], ['0'], []]);
    const newer = synthesise({ ...input, topic: topic({ initialRegret: d('0') }) }).inferences;
    expect([newer.combined[0]?.toNumber(), newer.naive[0]?.toNumber(), newer.oneOutInferers.length]).toEqual([4, 4, 3]);
    expect(newer.weights.inferers.every(({ value }) => value.eq(Dec.ONE))).toBe(true);
  });

  test('says which regrets it used', () => {
    const regrets = { ...emptyRegrets(), inferer: regretMap({ i1: '0.25' }) };
    const { regrets: used, scale } = synthesise(fixture({ regrets }));
    expect(used.inferers.map(({ worker, regret, noPrior }) => [worker, regret.marshal(), noPrior])).toEqual([
      ['i0', '0.5', true],
      ['i1', '0.25', false],
      ['i2', '0.5', true],
      ['i3', '0.5', true],
      ['i4', '0.5', true],
    ]);
    expect(scale?.eq(d('0.8'))).toBe(true);
  });

  test('nobody with a weight is error 69; the older rules answered 0', () => {
    const huge = { ...emptyRegrets(), oneOutInfererForecaster: new Map([['a', regretMap({ k: '1E+9' })]]) };
    const input = synthesisInput({
      inferences: inferences({ a: ['1'], b: ['2'] }),
      forecasts: [forecast('k', { a: '-1' })],
      previousLoss: d('-1'),
      regrets: huge,
      scale: Dec.ONE,
      topic: topic({ initialRegret: d('-1E+9') }),
    });
    expect(() => synthesise(input)).toThrow(expect.objectContaining({ code: 69 }));
    const older = synthesise(input, { ...RULES_V0_17, noUsableWorker: 'zero' }).inferences;
    expect(older.oneOutInferers[0]?.values[0]?.isZero()).toBe(true);
  });
});
