import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  effectiveNumber,
  entropy,
  normaliseFractions,
  REWARD_RULES_V0_6,
  reputerFractions,
  taskEntropy,
} from '../../../src/protocol/rewards/index.ts';
import { expectNumbers, numbers } from '../scores/helpers.ts';
import { d, expectDigits } from '../synthesis/helpers.ts';

const PARAMETERS = { taskRewardAlpha: d('0.1'), betaEntropy: d('0.25') };
const first = (fractions: string) =>
  taskEntropy(
    numbers(fractions),
    numbers(fractions).map(() => undefined),
    PARAMETERS,
  );

describe('entropies (docs/spec/emissions.md §18.5)', () => {
  test.each([
    {
      task: 'inferers',
      before: '.15209764 .28192680 .33973208 .13223269 .09401077',
      raw: '.04784635 .07993620 .02369325 .07860702 .76991715',
      smoothed: '.14167251 .26172774 .30812820 .12687012 .16160140',
      wanted: '1.50081281',
    },
    {
      task: 'forecasters',
      before: '.33589027 .27145659 .39265312',
      raw: '.19937195 .63443853 .16618950',
      smoothed: '.32223844 .30775479 .37000676',
      wanted: '1.09373403',
    },
    {
      task: 'reputers',
      before: '.21625362 .30756482 .12758099 .13185524 .21674531',
      raw: '.21039170 .34407482 .11776965 .11893892 .20882489',
      smoothed: '.21566743 .31121582 .12659985 .13056361 .21595327',
      wanted: '1.51074795',
    },
  ])('of the simulated epoch 301: $task', ({ before, raw, smoothed, wanted }) => {
    for (const rules of [undefined, REWARD_RULES_V0_6]) {
      const found = taskEntropy(numbers(raw), numbers(before), PARAMETERS, rules);
      expectNumbers(found.smoothed, smoothed, '1.1E-8');
      expectDigits(found.entropy, wanted, '3E-8');
    }
  });
  test('one participant', () => {
    const { entropy: lone, normalised, kept } = first('1');
    expect(lone.marshal()).toBe('0.173286795139986');
    expectNumbers([...normalised, ...kept], '1 1');
    expect(entropy([Dec.ONE], Dec.ONE, Dec.ONE, d('0.25')).isZero()).toBe(true);
  });
  test('how many equal actors a distribution is like', () => {
    expectDigits(effectiveNumber(numbers('.2 .3 .4 .5 .6 .7')), '0.719424');
  });
  test('a given and an own effective number', () => {
    const fractions = numbers('.2 .3 .5');
    expectDigits(entropy(fractions, d('0.75'), d('3'), d('0.25')), '0.72807463');
    const own = effectiveNumber(fractions);
    expectDigits(own, '2.631579');
    expectDigits(entropy(fractions, own, d('3'), d('0.25')), '0.99647104');
    expectDigits(first('.2 .3 .5').entropy, '0.99647104');
  });
});

describe('when actors come and go', () => {
  // Two of three actors are left: what they had before adds up to less than 1.
  const now = numbers('0.4 0.6');
  const before = numbers('0.2 0.3');
  test('the effective number is that of the normalised fractions, and the bare averages are kept', () => {
    const found = taskEntropy(now, before, PARAMETERS);
    expectNumbers(found.smoothed, '0.22 0.33');
    expectNumbers(found.normalised, '0.4 0.6');
    expect(found.kept).toEqual(found.smoothed);
    expectDigits(found.effectiveNumber, '1.923076', '1E-6');
  });
  test('v0.6 took both the other way round', () => {
    const found = taskEntropy(now, before, PARAMETERS, REWARD_RULES_V0_6);
    expect(found.kept).toEqual(found.normalised);
    expectDigits(found.effectiveNumber, '6.357279', '1E-6');
  });
  test('an actor without a previous fraction enters with the new one', () => {
    const found = taskEntropy(now, [d('0.2'), undefined], PARAMETERS);
    expectNumbers(found.smoothed, '0.22 0.6');
  });
});

test('what has no entropy is refused', () => {
  const code = (codespace: string, number: number) => expect.objectContaining({ codespace, code: number });
  expect(() => taskEntropy([], [], PARAMETERS)).toThrow(code('emissions', 56));
  expect(() => taskEntropy(numbers('1'), [], PARAMETERS)).toThrow(code('emissions', 56));
  expect(() => first('0 0')).toThrow(code('emissions', 37));
  expect(() => first('0 1')).toThrow(code('undefined', 1));
  expect(() => effectiveNumber([])).toThrow(code('emissions', 38));
});

describe('properties', () => {
  const shares = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 2, maxLength: 20 }).map((weights) =>
    reputerFractions(
      weights.map(Dec.of),
      weights.map(() => Dec.ONE),
      Dec.ONE,
    ),
  );
  const tiny = d('1E-30');
  test('normalised fractions sum to 1 but for truncation', () => {
    fc.assert(
      fc.property(shares, (fractions) => {
        const total = normaliseFractions(fractions).reduce<Dec>((part, fraction) => part.add(fraction), Dec.ZERO);
        expect(total.lte(Dec.ONE) && Dec.ONE.sub(total).lt(tiny)).toBe(true);
      }),
    );
  });
  test('there are never more effective actors than actors, and equal parts have the most entropy', () => {
    fc.assert(
      fc.property(shares, (fractions) => {
        const count = Dec.of(fractions.length);
        const found = taskEntropy(
          fractions,
          fractions.map(() => undefined),
          PARAMETERS,
        );
        expect(found.effectiveNumber.gte(Dec.ONE.sub(tiny)) && found.effectiveNumber.lte(count.add(tiny))).toBe(true);
        const equal = fractions.map(() => Dec.ONE.quo(count));
        const most = taskEntropy(
          equal,
          equal.map(() => undefined),
          PARAMETERS,
        );
        expect(found.entropy.isPositive() && found.entropy.lte(most.entropy.add(tiny))).toBe(true);
      }),
    );
  });
});
