import { describe, expect, test } from 'vitest';
import { labelledText } from '../../../src/cli/decimal-text.ts';
import { familyTable } from '../../../src/cli/family-table.ts';
import { parseInference } from '../../../src/cli/labelled-value.ts';
import { labelFields } from '../../../src/cli/topic-labels.ts';
import { createTopic, topicDefaults } from '../../../src/client/actions/create-topic.ts';
import { insertWorkerPayload } from '../../../src/client/actions/insert-worker-payload.ts';
import type { InferenceFamily } from '../../../src/client/inferences.ts';
import { labelled } from '../../../src/client/labelled.ts';
import { signerFromKey } from '../../../src/client/signer.ts';
import { TopicOutputArity, TopicType } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { keyFromSeed } from '../../../src/wire/index.ts';

describe('the values of an answer', () => {
  test('are one decimal, or a decimal for each label', () => {
    expect(parseInference(['-3.50'])).toBe('-3.50');
    expect(parseInference(['up=0.7', 'new york=1e-8'])).toEqual([
      { label: 'up', value: '0.7' },
      { label: 'new york', value: '1E-8' },
    ]);
  });

  test.each([[['1', '2']], [['up=0.7', '0.3']], [['=1']], [['up=much']], [['up=']], [['much']]])(
    '%j is refused',
    (values) => {
      expect(() => parseInference(values)).toThrow('--value');
    },
  );

  test('are signed under their labels, a single one under "y"', () => {
    const worker = signerFromKey(keyFromSeed('labels', 'worker'));
    const values = (inference: Parameters<typeof parseInference>[0]) =>
      insertWorkerPayload(worker, { topicId: 1n, nonce: 12n, inference: parseInference(inference) }).workerDataBundle
        ?.inferenceForecastsBundle?.inference?.values;
    expect(values(['5'])).toMatchObject([{ label: 'y', value: '5' }]);
    expect(values(['b=5', 'a=6'])).toMatchObject([
      { label: 'b', value: '5' },
      { label: 'a', value: '6' },
    ]);
  });
});

describe('the labels of a new topic', () => {
  const fields = async (given: Parameters<typeof labelFields>[0]) =>
    createTopic('allo1creator', await labelFields(given));

  test('are none where nothing is said of them', async () => {
    expect(await fields({})).toEqual(createTopic('allo1creator', topicDefaults));
  });

  test('make it a topic with several, as many to an answer as there are', async () => {
    expect(await fields({ type: 'classification', labels: 'up, down,flat', unity: '0.001' })).toMatchObject({
      topicType: TopicType.CLASSIFICATION,
      outputArity: TopicOutputArity.MULTI,
      labelWhitelist: ['up', 'down', 'flat'],
      maxLabelsPerSubmission: 3n,
      requireUnity: true,
      unityTolerance: '0.001',
    });
  });

  test('may be any', async () => {
    expect(await fields({ output: 'multi', 'label-default': '-1', 'label-case-sensitive': true })).toMatchObject({
      topicType: TopicType.REGRESSION,
      outputArity: TopicOutputArity.MULTI,
      labelWhitelist: [],
      maxLabelsPerSubmission: 16n,
      labelDefaultValue: '-1',
      labelCaseSensitive: true,
      requireUnity: false,
    });
    expect(await fields({ 'max-labels': 5 })).toMatchObject({ maxLabelsPerSubmission: 5n });
  });
});

describe('labelled values for people', () => {
  const vector = [
    { $typeName: 'emissions.v10.LabeledValue', labelId: 1, labelName: 'up', value: '0.70' },
    { $typeName: 'emissions.v10.LabeledValue', labelId: 2, labelName: '__proto__', value: '0.3' },
  ] as const;

  test('stand under their names where the topic has several', () => {
    expect(labelled({ outputArity: TopicOutputArity.SINGLE }, vector)).toBe('0.70');
    const several = labelled({ outputArity: TopicOutputArity.MULTI }, vector);
    expect(JSON.stringify(several)).toBe('{"up":"0.70","__proto__":"0.3"}');
    expect(labelledText(several)).toBe('up 0.7, __proto__ 0.3');
    expect(labelledText({ a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' })).toBe('a 1, b 2, c 3, d 4, 2 more');
    expect(labelledText('0.123456789')).toBe('0.123457');
  });

  const family = (combined: InferenceFamily['combined']): InferenceFamily => ({
    topicId: '1',
    nonce: 12,
    combined,
    naive: combined,
    inferers: [{ worker: 'w', value: combined }],
    forecasters: [],
    oneOutInferers: [],
    oneOutForecasters: [],
    oneInForecasters: [],
    oneOutInfererForecasters: [{ forecaster: 'f', withheldInferer: 'w', value: combined }],
  });

  test('of a family have a column for each label', () => {
    expect(familyTable(family('1.50'), (name) => name)).toBe(
      [
        'INFERENCE            VALUE',
        'combined               1.5',
        'naive                  1.5',
        'inferer w              1.5',
        'f without w implies    1.5',
      ].join('\n'),
    );
    expect(familyTable(family({ up: '0.25', down: '0.75' }), (name) => name)).toBe(
      [
        'INFERENCE              up  down',
        'combined             0.25  0.75',
        'naive                0.25  0.75',
        'inferer w            0.25  0.75',
        'f without w implies  0.25  0.75',
      ].join('\n'),
    );
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`l${i}`, `${i}`]));
    expect(familyTable(family(many), (name) => name)).toContain('\n2 more labels: --json has them all.');
  });
});
