import fc from 'fast-check';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import type { RegretMap, RegretMatrix, SynthesisInput } from '../../../src/protocol/synthesis/index.ts';

/** Random bundles with everything that can be odd about one: new actors, duplicates, strangers, ties, zeros, few or no forecasters. */

const decimal = (low: number, high: number): fc.Arbitrary<Dec> =>
  fc
    .tuple(
      fc.bigInt({ min: BigInt(low) * 10n ** 12n, max: BigInt(high) * 10n ** 12n }),
      fc.integer({ min: 0, max: 12 }),
    )
    .map(([coefficient, places]) => Dec.finite(coefficient / 10n ** BigInt(12 - places), -places));

/** Ordinary regrets, hopeless ones whose weight is tiny, absurd ones whose weight is nothing at all, and ties. */
const regret = fc.oneof(
  { arbitrary: decimal(-3, 3), weight: 6 },
  { arbitrary: decimal(-30, 10), weight: 2 },
  { arbitrary: fc.constantFrom('0', '0.5', '-0.50', '1E+9', '-1E+9').map(Dec.parse), weight: 1 },
);

const value = fc.oneof(decimal(-5, 5), decimal(2990, 3010), fc.constant(Dec.ZERO), fc.constant(Dec.parse('0.000')));

const addresses = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${(i * 7) % 10}${i}`);
const INFERERS = addresses('i', 6);
const FORECASTERS = addresses('f', 4);

const regretMap = (names: readonly string[]): fc.Arbitrary<RegretMap> =>
  fc
    .tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.option(regret, { freq: 4, nil: undefined }))))
    .map((pairs) => new Map(pairs.flatMap(([name, known]) => (known === undefined ? [] : [[name, known]]))));

const matrix = (keys: readonly string[], names: (key: string) => readonly string[]): fc.Arbitrary<RegretMatrix> =>
  fc
    .tuple(
      ...keys.map((key) => fc.tuple(fc.constant(key), fc.option(regretMap(names(key)), { freq: 6, nil: undefined }))),
    )
    .map((pairs) => new Map(pairs.flatMap(([key, row]) => (row === undefined ? [] : [[key, row]]))));

const regrets = fc.record({
  inferer: regretMap(INFERERS),
  forecaster: regretMap(FORECASTERS),
  naiveInferer: regretMap(INFERERS),
  oneOutInfererInferer: matrix(INFERERS, () => INFERERS),
  oneOutInfererForecaster: matrix(INFERERS, () => FORECASTERS),
  oneOutForecasterInferer: matrix(FORECASTERS, () => INFERERS),
  oneOutForecasterForecaster: matrix(FORECASTERS, () => FORECASTERS),
  oneInForecaster: matrix(FORECASTERS, (chosen) => [...INFERERS, chosen]),
});

const inferences = fc.integer({ min: 1, max: 3 }).chain((labels) =>
  fc.array(
    fc.record({
      inferer: fc.constantFrom(...INFERERS),
      values: fc.array(value, { minLength: labels, maxLength: labels }),
    }),
    { minLength: 2, maxLength: 8 },
  ),
);

const forecasts = fc.array(
  fc.record({
    forecaster: fc.constantFrom(...FORECASTERS),
    elements: fc.array(
      fc.record({
        inferer: fc.constantFrom(...INFERERS, 'stranger'),
        value: fc.oneof(decimal(-5, 1), decimal(-5, 1), fc.constantFrom('-2', '-2.0', '30', '1E+9').map(Dec.parse)),
      }),
      { maxLength: 8 },
    ),
  }),
  { maxLength: 6 },
);

/** Inputs of a synthesis of at least two inferences of at least one inferer. */
export const bundles: fc.Arbitrary<SynthesisInput> = fc.record({
  inferences,
  forecasts,
  previousLoss: fc.option(decimal(-4, 1), { freq: 5, nil: undefined }),
  regrets,
  scale: fc.oneof(
    fc.constant(undefined),
    fc.constant(Dec.ZERO),
    fc.constantFrom('0.2', '0.7', '1.25', '3').map(Dec.parse),
  ),
  topic: fc.record({
    pNorm: fc.constantFrom('1', '2.5', '3', '4.5', '10').map(Dec.parse),
    cNorm: fc.constantFrom('0.75', '0.5').map(Dec.parse),
    // A smaller epsilon lets weights have tens of thousands of leading zeros, whose exact sums are slow everywhere.
    epsilon: fc.constantFrom('0.5', '0.25').map(Dec.parse),
    alphaRegret: fc.constant(Dec.parse('0.1')),
    initialRegret: fc.oneof(decimal(-3, 3), decimal(-3, 3), decimal(-3, 3), fc.constant(Dec.ZERO)),
  }),
  epsilonSafeDiv: fc.constant(Dec.parse('1E-7')),
});
