import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  emptyRegrets,
  initialRegretOf,
  mergeRegrets,
  networkLosses,
  type RegretInput,
  regretOf,
  updateRegrets,
} from '../../../src/protocol/losses/index.ts';
import { RULES_V0_17, type Rules } from '../../../src/protocol/synthesis/index.ts';
import { attributed, d, expectDigits, lossBundle, regretMap, topic, vector } from './helpers.ts';

const PARAMETERS = { initialRegretQuantile: d('.25'), pNormSafeDiv: d('8.25'), minExperiencedWorkerRegrets: 10 };
const regretInput = (known: Partial<RegretInput>): RegretInput => ({
  losses: lossBundle(),
  previous: emptyRegrets(),
  topic: topic({ pNorm: d('3'), initialRegret: d('0') }),
  parameters: PARAMETERS,
  inclusions: { inferers: new Map(), forecasters: new Map() },
  ...known,
});

describe('network losses (§8.2)', () => {
  const report = (reputer: string, stake: bigint, combined: string, known = {}) => ({
    reputer,
    stake,
    losses: lossBundle({ combined: d(combined), ...known }),
  });

  test('are weighted by stake', () => {
    const { combined } = networkLosses([report('a', 10n ** 18n, '.1'), report('b', 2n * 10n ** 18n, '.2')]);
    expect(combined.marshal()).toBe(`0.1${'6'.repeat(33)}`);
  });

  test('may be weighted otherwise for experiments', () => {
    const reports = [report('a', 10n ** 18n, '.1'), report('b', 2n * 10n ** 18n, '.2')];
    expect(networkLosses(reports, [d('1'), d('0.25')]).combined.toNumber()).toBe(0.12);
  });

  test('count only those who reported an entry, in ascending order', () => {
    const losses = networkLosses([
      report('a', 1n, '-1', {
        inferers: attributed({ z: '-1', b: '-2' }),
        oneOutInferers: attributed({ z: '-1', x: '-5' }),
      }),
      report('b', 3n, '-1', { inferers: attributed({ z: '-3' }) }),
    ]);
    expect(losses.inferers.map(({ worker, value }) => [worker, value.toNumber()])).toEqual([
      ['b', -2],
      ['z', -2.5],
    ]);
    expect(losses.oneOutInferers.map(({ worker }) => worker)).toEqual(['z']);
  });

  test('without reports are error 70, without stake 36; a worker without stake is dropped', () => {
    expect(() => networkLosses([])).toThrow(expect.objectContaining({ code: 70 }));
    expect(() => networkLosses([report('a', 0n, '-1')])).toThrow(expect.objectContaining({ code: 36 }));
    const losses = networkLosses([
      report('a', 0n, '-1', { inferers: attributed({ z: '-1' }) }),
      report('b', 1n, '-1', { inferers: attributed({ y: '-1' }) }),
    ]);
    expect(losses.inferers.map(({ worker }) => worker)).toEqual(['y']);
  });
});

describe('regrets (§8.3)', () => {
  test('one step', () => {
    expect(regretOf(d('500'), d('200'), d('200'), d('.1')).eq(d('210'))).toBe(true);
  });

  const losses = lossBundle({
    combined: d('-2'),
    inferers: attributed({ a: '-1', b: '-3' }),
    forecasters: attributed({ k: '-2' }),
    oneOutInferers: attributed({ a: '-1.5' }),
    oneInForecasters: attributed({ k: '-1', gone: '-1' }),
    oneOutInfererForecasters: [
      { forecaster: 'k', losses: attributed({ b: '-4' }) },
      { forecaster: 'gone', losses: attributed({ a: '-4' }) },
    ],
  });

  test('a newcomer starts from the initial regret', () => {
    const { regrets } = updateRegrets(regretInput({ losses, topic: topic({ initialRegret: d('5') }) }));
    expect(regrets.inferer.get('a')?.eq(d('4.4'))).toBe(true);
  });

  test('a missing cell counts as loss 0, or leaves the regret under the guarding rule; a missing row leaves it always', () => {
    const { regrets } = updateRegrets(regretInput({ losses }));
    expect(regrets.oneOutInfererForecaster.get('a')?.get('k')?.eq(d('-.15'))).toBe(true);
    expect(regrets.oneOutInfererForecaster.get('a')?.get('gone')?.eq(d('.25'))).toBe(true);
    expect(regrets.oneInForecaster.get('gone')?.get('gone')?.eq(d('-.1'))).toBe(true);
    expect(regrets.oneInForecaster.get('k')?.get('k')?.eq(d('.1'))).toBe(true);
    const guarded = updateRegrets(regretInput({ losses }), { ...RULES_V0_17, missingLoss: 'keep' }).regrets;
    expect(guarded.oneOutInfererForecaster.get('a')?.has('k')).toBe(false);
    expect(guarded.oneInForecaster.get('gone')?.has('gone')).toBe(false);
  });

  test('merging keeps what was not touched', () => {
    const previous = {
      ...emptyRegrets(),
      inferer: regretMap({ old: '1', a: '9' }),
      oneOutInfererInferer: new Map([['a', regretMap({ old: '3' })]]),
    };
    const { regrets } = updateRegrets(regretInput({ losses, previous }));
    const merged = mergeRegrets(previous, regrets);
    expect([...merged.inferer.keys()].toSorted()).toEqual(['a', 'b', 'old']);
    expect(merged.inferer.get('old')?.eq(d('1'))).toBe(true);
    expect([...(merged.oneOutInfererInferer.get('a')?.keys() ?? [])].toSorted()).toEqual(['a', 'b', 'old']);
  });
});

describe('initial regret (§8.4)', () => {
  const regrets = vector(
    '0.6445506208021189',
    '1.0216386898413485',
    '0.6092049398135028',
    '0.6971588004566455',
    '0.9030751421888253',
    '0.8219035038858344',
  );
  const known = topic({ pNorm: d('3') });

  test('of experienced actors', () => {
    expect(initialRegretOf(regrets, known, PARAMETERS, RULES_V0_17).marshal()).toBe(
      '0.3354820760526412097325669544281814',
    );
    const byMad: Rules = { ...RULES_V0_17, initialRegretSpread: 'median-absolute-deviation' };
    expectDigits(initialRegretOf(regrets, known, PARAMETERS, byMad), '0.27421421030781964136');
  });

  /** `count` inferers with the regrets 1, 2, …, all stored before, of which `experienced` were included ten times. */
  const workers = (count: number, experienced: number): RegretInput => {
    const names = Array.from({ length: count }, (_, index) => `w${index}`);
    return regretInput({
      losses: lossBundle({
        combined: d('0'),
        inferers: names.map((worker, index) => ({ worker, value: Dec.of(-index - 1) })),
      }),
      topic: topic({ alphaRegret: Dec.ONE, pNorm: d('3') }),
      previous: { ...emptyRegrets(), inferer: new Map(names.map((worker) => [worker, Dec.ZERO])) },
      inclusions: {
        inferers: new Map(names.map((worker, index) => [worker, index < experienced ? 1n : 0n])),
        forecasters: new Map(),
      },
    });
  };

  test('too few experienced ones: a quantile of all, without offset', () => {
    expect(updateRegrets(workers(12, 9)).initialRegret?.toNumber()).toBe(3.75);
    expect(updateRegrets(workers(1, 0)).initialRegret?.toNumber()).toBe(1);
  });

  test('enough of them: moved down', () => {
    const input = workers(12, 10);
    const expected = initialRegretOf(
      Array.from({ length: 10 }, (_, index) => Dec.of(index + 1)),
      input.topic,
      PARAMETERS,
      RULES_V0_17,
    );
    expect(updateRegrets(input).initialRegret?.marshal()).toBe(expected.marshal());
    expect(expected.lt(d('0'))).toBe(true);
  });

  test('a newcomer is not experienced, however often it was included', () => {
    const input = workers(12, 12);
    const update = updateRegrets({ ...input, previous: emptyRegrets() });
    expect(update.initialRegret?.toNumber()).toBe(3.75);
  });
});

describe('stored scale and weights (§8.5)', () => {
  const losses = lossBundle({
    combined: d('-2'),
    inferers: attributed({ b: '-3', a: '-1', c: '-2.5' }),
    forecasters: attributed({ k: '-2' }),
  });

  test('come with every update, ascending, adding up to 1', () => {
    const { scale, weights } = updateRegrets(regretInput({ losses }));
    // Regrets −.1, .1, .05 and 0: median .025, MAD .05.
    expectDigits(scale, '0.07423', '1E-30');
    expect(weights?.inferers.map(({ worker }) => worker)).toEqual(['a', 'b', 'c']);
    const total = [...(weights?.inferers ?? []), ...(weights?.forecasters ?? [])].reduce(
      (sum, { value }) => sum.add(value),
      Dec.ZERO,
    );
    expectDigits(total, '1', '1E-32');
  });

  test('light workers stay out of the scale where the rules say so, if two or more remain', () => {
    const rules: Rules = { ...RULES_V0_17, scale: 'standard-deviation', scaleSkipsLightWorkers: true };
    const weights = { inferers: attributed({ a: '0.000001', b: '.5', c: '.5' }), forecasters: [] };
    const { scale } = updateRegrets(regretInput({ losses, previousWeights: weights }), rules);
    // Only b and c count: .1 and .05.
    expectDigits(scale, '0.0354553390593…');
    const few = { inferers: attributed({ b: '1' }), forecasters: [] };
    const all = updateRegrets(regretInput({ losses }), { ...rules, scaleSkipsLightWorkers: false });
    expect(updateRegrets(regretInput({ losses, previousWeights: few }), rules).scale?.eq(all.scale ?? Dec.ZERO)).toBe(
      true,
    );
  });

  test('the older rules store none; a bundle without actors is error 63', () => {
    expect(updateRegrets(regretInput({ losses }), { ...RULES_V0_17, storeWeights: false }).scale).toBeUndefined();
    expect(() => updateRegrets(regretInput({}))).toThrow(expect.objectContaining({ code: 63 }));
  });

  test('weights are between 0 and 1 and add up to 1, whatever the losses', () => {
    const loss = fc.integer({ min: -60_000, max: 20_000 }).map((n) => Dec.finite(BigInt(n), -4));
    const actors = fc.array(loss, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(actors, loss, (values, combined) => {
        const inferers = values.map((value, index) => ({ worker: `w${index}`, value }));
        const { weights } = updateRegrets(regretInput({ losses: lossBundle({ combined, inferers }) }));
        const shares = weights?.inferers.map(({ value }) => value) ?? [];
        expect(shares.every((share) => !share.isNegative() && share.lte(Dec.ONE))).toBe(true);
        expectDigits(
          shares.reduce((sum, share) => sum.add(share), Dec.ZERO),
          '1',
          '1E-32',
        );
      }),
      { numRuns: 100 },
    );
  });
});
