import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { NetworkInferenceBundleSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { ofOneValue, reputerLosses } from '../../../src/worker/reputer-losses.ts';

const y = (value: string) => [{ label: 'y', value }];

test('judges every entry of a bundle, and groups one-outs of a forecaster', () => {
  const bundle = create(NetworkInferenceBundleSchema, {
    topicId: 1n,
    nonce: 12n,
    combinedValue: y('3'),
    naiveValue: y('4'),
    infererValues: [
      { worker: 'a', values: y('1') },
      { worker: 'b', values: y('5') },
    ],
    forecasterValues: [{ worker: 'f', values: y('2') }],
    oneOutInfererValues: [{ withheldInferer: 'a', combinedInference: y('6') }],
    oneOutForecasterValues: [{ withheldForecaster: 'f', combinedInference: y('7') }],
    oneInForecasterValues: [{ forecaster: 'f', combinedInference: y('8') }],
    oneOutInfererForecasterValues: [
      { forecaster: 'f', withheldInferer: 'a', combinedInference: y('9') },
      { forecaster: 'g', withheldInferer: 'a', combinedInference: y('10') },
      { forecaster: 'f', withheldInferer: 'b', combinedInference: y('11') },
    ],
  });
  expect(
    reputerLosses(
      bundle,
      ofOneValue((prediction) => prediction.mul(Dec.of(10))),
    ),
  ).toEqual({
    combinedValue: '30',
    naiveValue: '40',
    infererValues: [
      { worker: 'a', value: '10' },
      { worker: 'b', value: '50' },
    ],
    forecasterValues: [{ worker: 'f', value: '20' }],
    oneOutInfererValues: [{ worker: 'a', value: '60' }],
    oneOutForecasterValues: [{ worker: 'f', value: '70' }],
    oneInForecasterValues: [{ worker: 'f', value: '80' }],
    oneOutInfererForecasterValues: [
      {
        forecaster: 'f',
        oneOutInfererValues: [
          { worker: 'a', value: '90' },
          { worker: 'b', value: '110' },
        ],
      },
      { forecaster: 'g', oneOutInfererValues: [{ worker: 'a', value: '100' }] },
    ],
  });
});
