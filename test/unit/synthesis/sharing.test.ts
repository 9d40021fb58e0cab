import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type NetworkInferences,
  RULES_V0_6,
  RULES_V0_17,
  type Rules,
  synthesiseFamily,
} from '../../../src/protocol/synthesis/index.ts';
import { bundles } from './bundles.ts';
import { reference } from './reference.ts';

/** The product's family in the form of the reference: text, digit for digit, trailing zeros included. */
function texts(family: NetworkInferences) {
  const list = (entries: NetworkInferences['inferers']) =>
    entries.map(({ worker, values }) => [worker, values.map((value) => value.marshal())]);
  const { inferers, forecasters } = family.weights;
  return {
    combined: family.combined.map((value) => value.marshal()),
    naive: family.naive.map((value) => value.marshal()),
    inferers: list(family.inferers),
    forecasters: list(family.forecasters),
    oneOutInferers: list(family.oneOutInferers),
    oneOutForecasters: list(family.oneOutForecasters),
    oneInForecasters: list(family.oneInForecasters),
    oneOutInfererForecasters: family.oneOutInfererForecasters.map(({ forecaster, withheldInferer, values }) => [
      forecaster,
      withheldInferer,
      values.map((value) => value.marshal()),
    ]),
    weights: [
      ...inferers.map(({ worker, value }) => [`i ${worker}`, value.marshal()]),
      ...forecasters.map(({ worker, value }) => [`f ${worker}`, value.marshal()]),
    ],
  };
}

const NIGHTLY = process.env.ALLOKIT_NIGHTLY === '1';

describe('shared one-out work', () => {
  const variants: Rules[] = [
    RULES_V0_17,
    RULES_V0_6,
    { ...RULES_V0_17, name: "v0.17, forecasts by their own regrets' scale", storedScaleForForecasts: false },
    { ...RULES_V0_17, name: 'v0.17, fabricated zeros', allNewUnusableForecast: 'zero', noUsableWorker: 'zero' },
  ];
  for (const rules of variants) {
    test(`changes no digit (${rules.name})`, () => {
      fc.assert(
        fc.property(bundles, (input) => {
          // A single inferer is a case of its own (§2).
          fc.pre(new Set(input.inferences.map(({ inferer }) => inferer)).size > 1);
          expect(texts(synthesiseFamily(input, rules).inferences)).toEqual(reference(input, rules));
        }),
        { numRuns: NIGHTLY ? 5000 : 250 },
      );
    });
  }
});
