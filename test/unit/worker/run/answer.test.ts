import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../../src/protocol/decimal/index.ts';
import {
  NetworkInferenceBundleSchema,
  TopicOutputArity,
  TopicSchema,
} from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { accAddress } from '../../../../src/wire/index.ts';
import { reputerAnswer } from '../../../../src/worker/run/answer/reputer.ts';
import { forecasterAnswer, workerAnswer } from '../../../../src/worker/run/answer/worker.ts';

const single = create(TopicSchema, { id: 1n, lossMethod: 'mse', allowNegative: true });
const several = create(TopicSchema, {
  id: 2n,
  outputArity: TopicOutputArity.MULTI,
  labelDefaultValue: '0',
  lossMethod: 'mse',
  allowNegative: true,
});
const [alice, bob] = [accAddress(new Uint8Array(20).fill(1)), accAddress(new Uint8Array(20).fill(2))];

const refused = (act: () => unknown, message: string) =>
  expect(act).toThrow(
    expect.objectContaining({ name: 'ActorFault', kind: 'answer', message: expect.stringContaining(message) }),
  );

describe("a worker's answer", () => {
  test.each([
    ['3127.5\n', '3127.5'],
    ['"3127.50"', '3127.50'],
    ['{"value": 3127.5}', '3127.5'],
    [' {"value": "1e-9"} ', '1E-9'],
    // A number keeps the digits that JavaScript would lose.
    ['0.12345678901234567890123', '0.12345678901234567890123'],
  ])('%s', (text, inference) => expect(workerAnswer(text, single)).toEqual({ inference }));

  test('has a value per label where the topic has several', () => {
    expect(workerAnswer('{"value": {"up": 0.7, "down": "0.3"}}', several)).toEqual({
      inference: [
        { label: 'up', value: '0.7' },
        { label: 'down', value: '0.3' },
      ],
    });
  });

  test('may forecast beside', () => {
    const text = JSON.stringify({ value: 1, forecast: { [bob]: 0.5, [alice]: '-1.2' } });
    expect(workerAnswer(text, single)).toEqual({
      inference: '1',
      forecast: [
        { inferer: alice, value: '-1.2' },
        { inferer: bob, value: '0.5' },
      ].sort((a, b) => (a.inferer < b.inferer ? -1 : 1)),
    });
  });

  test.each([
    ['', 'wrote nothing'],
    ['hello', 'did not write one JSON document, but: hello'],
    ['1 2', 'did not write one JSON document'],
    ['{"value": 1}{"value": 2}', 'did not write one JSON document'],
    ['null', 'the answer is null'],
    ['[1]', 'the answer is a list'],
    ['true', 'the answer is true'],
    ['"soon"', '"soon" is not a decimal'],
    ['1e41', 'not a decimal that the chain takes'],
    ['"NaN"', 'not a decimal'],
    ['{}', 'value'],
    ['{"value": null}', 'value'],
    ['{"value": "soon"}', 'value: "soon" is not a decimal'],
    ['{"value": {"up": "soon"}}', 'value.up: "soon" is not a decimal'],
    ['{"value": {"up": 1}}', 'topic 1 takes one value'],
    ['{"value": 1, "valeu": 2}', 'unrecognized key: "valeu"'],
    ['{"value": 1, "forecast": {}}', 'forecast: it names no inferer'],
    ['{"value": 1, "forecast": {"bob": 1}}', 'is not an allo1… address'],
    ['{"skip": "x", "value": 1}', '"skip" or "later" stands alone'],
  ])('%s is refused', (text, message) => refused(() => workerAnswer(text, single), message));

  test('is refused as one value where the topic has several labels', () =>
    refused(() => workerAnswer('1', several), 'topic 2 takes a value per label: {"value": {"<label>": 0.7, …}}'));

  test.each([
    ['{"skip": "weekend"}', { declined: 'skip', reason: 'weekend' }],
    ['{"later": "no price yet"}', { declined: 'later', reason: 'no price yet' }],
  ])('may be none: %s', (text, answer) => expect(workerAnswer(text, single)).toEqual(answer));
});

describe("a forecaster's answer", () => {
  test('is a loss for each inferer', () => {
    expect(forecasterAnswer(JSON.stringify({ forecast: { [alice]: -1 } }))).toEqual({
      forecast: [{ inferer: alice, value: '-1' }],
    });
  });
  test.each([
    ['-1', 'an object is wanted'],
    ['{}', 'forecast'],
    ['{"forecast": {"x": 1}}', 'is not an allo1… address'],
    [`{"forecast": {"${alice}": "low"}}`, `forecast.${alice}: "low" is not a decimal`],
  ])('%s is refused', (text, message) => refused(() => forecasterAnswer(text), message));
});

const y = (value: string) => [{ labelName: 'y', value }];
const bundle = create(NetworkInferenceBundleSchema, {
  ...{ combinedValue: y('3'), naiveValue: y('4') },
  infererValues: [
    { worker: 'a', values: y('1') },
    { worker: 'b', values: y('5') },
  ],
  forecasterValues: [{ worker: 'f', values: y('2') }],
  oneOutInfererValues: [{ withheldInferer: 'a', combinedInference: y('6') }],
  oneInForecasterValues: [{ forecaster: 'f', combinedInference: y('7') }],
  oneOutInfererForecasterValues: [
    { forecaster: 'f', withheldInferer: 'a', combinedInference: y('8') },
    { forecaster: 'f', withheldInferer: 'b', combinedInference: y('9') },
  ],
});

/** The shape of the inferences that a reputer's program reads, with losses in the place of values. */
const losses = {
  ...{ combined: 1, naive: '2' },
  inferers: [
    { worker: 'b', value: 3 },
    { worker: 'a', value: 4 },
  ],
  ...{ forecasters: [{ worker: 'f', value: 5 }], oneOutInferers: [{ worker: 'a', value: 6 }] },
  ...{ oneOutForecasters: [], oneInForecasters: [{ worker: 'f', value: 7 }] },
  oneOutInfererForecasters: [
    { forecaster: 'f', withheldInferer: 'a', value: 8 },
    { forecaster: 'f', withheldInferer: 'b', value: 9 },
  ],
};
const answer = (document: unknown) => reputerAnswer(JSON.stringify(document), single, bundle, {});

describe("a reputer's answer", () => {
  test.each([['2'], ['{"truth": 2}'], ['{"truth": "2.0"}']])('is the truth: %s', (text) => {
    const judged = reputerAnswer(text, single, bundle, {});
    expect(judged).toMatchObject({ combinedValue: expect.anything(), forecasterValues: [{ worker: 'f' }] });
    if ('declined' in judged) throw new Error('declined');
    expect([judged.combinedValue, judged.forecasterValues?.[0]?.value].map(Number)).toEqual([1, 0]);
  });

  test('is judged by the floor that it names, or else by the one that holds always', () => {
    const log = create(TopicSchema, { ...single, allowNegative: false });
    const combined = (text: string) => {
      const judged = reputerAnswer(text, log, bundle, { floor: Dec.parse('0.01') });
      return 'declined' in judged ? '' : Number(judged.combinedValue);
    };
    expect([combined('{"truth": 3}'), combined('{"truth": 3, "lossFloor": 0.0001}')]).toEqual([-2, -4]);
    refused(() => reputerAnswer('3', log, bundle, {}), 'the truth cannot be judged by: a loss of 0 has no logarithm');
  });

  test('may be all losses itself', () => {
    expect(answer({ losses })).toEqual({
      ...{ combinedValue: '1', naiveValue: '2' },
      infererValues: [
        { worker: 'b', value: '3' },
        { worker: 'a', value: '4' },
      ],
      ...{ forecasterValues: [{ worker: 'f', value: '5' }], oneOutInfererValues: [{ worker: 'a', value: '6' }] },
      ...{ oneOutForecasterValues: [], oneInForecasterValues: [{ worker: 'f', value: '7' }] },
      oneOutInfererForecasterValues: [
        {
          forecaster: 'f',
          oneOutInfererValues: [
            { worker: 'a', value: '8' },
            { worker: 'b', value: '9' },
          ],
        },
      ],
    });
  });

  test.each<[what: object, message: string]>([
    [{}, 'either "truth" or "losses"'],
    [{ truth: 1, losses }, 'either "truth" or "losses"'],
    [{ losses, lossFloor: 1 }, 'belong to "truth"'],
    [{ losses: { ...losses, naive: undefined } }, 'losses.naive'],
    [{ losses: { ...losses, inferers: losses.inferers.slice(1) } }, 'losses.inferers lacks b'],
    [
      { losses: { ...losses, forecasters: [...losses.forecasters, { worker: 'x', value: 1 }] } },
      'losses.forecasters names x, who is not',
    ],
    [
      { losses: { ...losses, oneInForecasters: [...losses.oneInForecasters, ...losses.oneInForecasters] } },
      'names f twice',
    ],
    [{ losses: { ...losses, oneOutInfererForecasters: [] } }, 'losses.oneOutInfererForecasters lacks f without a'],
    [{ truth: { up: 1 } }, 'topic 1 takes one value'],
    [{ truth: 1, parameters: { sigma: 'x' } }, 'parameters.sigma: "x" is not a decimal'],
    [{ truth: 1, parameters: { sigma: 1 } }, 'the truth cannot be judged by'],
  ])('%j is refused', (document, message) => refused(() => answer(document), message));

  test('is a truth per label where the topic has several', () => {
    const labelled = create(NetworkInferenceBundleSchema, {
      combinedValue: [{ labelName: 'up', value: '0.5' }],
      naiveValue: [{ labelName: 'up', value: '1' }],
      infererValues: [{ worker: 'a', values: [{ labelName: 'up', value: '0' }] }],
    });
    const judged = reputerAnswer('{"truth": {"up": 1}}', several, labelled, {});
    expect('declined' in judged ? judged : Number(judged.combinedValue)).toBe(0.25);
    refused(() => reputerAnswer('1', several, labelled, {}), 'a value per label');
  });
});
