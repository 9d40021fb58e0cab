import { describe, expect, test } from 'vitest';
import { state } from '../../../../src/chain/modules/emissions/state.ts';
import { readPreset } from '../../../../src/devnet/genesis.ts';
import { InputInferenceForecastBundleSchema } from '../../../../src/wire/gen/emissions/v10/input_pb.ts';
import { TopicOutputArity, TopicType } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { encode } from '../../../../src/wire/index.ts';
import { ann, ben, cem, NONCE, openWorkers } from '../cast.ts';
import { type Actor, codeOf, type Workbench, workerMessage } from '../workbench.ts';

type Fields = NonNullable<Parameters<Workbench['topic']>[0]>;

/** A topic that takes up to three labels for an inference. */
const several: Fields = {
  topicType: TopicType.REGRESSION,
  outputArity: TopicOutputArity.MULTI,
  maxLabelsPerSubmission: 3n,
  labelDefaultValue: '0',
  unityTolerance: '0',
};

type Values = Readonly<Record<string, string>>;

const labelled = (values: Values) => Object.entries(values).map(([label, value]) => ({ label, value }));
const submit = (bench: Workbench, worker: Actor, values: Values) =>
  codeOf(() => bench.payWorker(workerMessage(worker, { nonce: NONCE, labelled: labelled(values) })));
const stored = (bench: Workbench, { address }: Actor) => state.inferences.get(bench.ctx, [1n, address])?.values;
const registry = (bench: Workbench) =>
  state.epochLabelRegistry.get(bench.ctx, [1n, NONCE])?.labels.map(({ id, name }) => `${id}:${name}`);

describe('a submission to a topic with several labels', () => {
  test('becomes a vector over the labels seen so far, in the order of their arrival', () => {
    const bench = openWorkers({}, several);
    expect(submit(bench, ann, { b: '1', A: '2.50' })).toBe('ok');
    expect(registry(bench)).toEqual(['1:b', '2:a']);
    expect(submit(bench, ben, { c: '-3', a: '1E-8' })).toBe('ok');
    expect(submit(bench, cem, { b: '7' })).toBe('ok');
    expect(registry(bench)).toEqual(['1:b', '2:a', '3:c']);
    expect([ann, ben, cem].map((worker) => stored(bench, worker))).toEqual([
      ['1', '2.50'],
      ['0', '1E-8', '-3'],
      ['7', '0', '0'],
    ]);
  });

  test('the event carries canonical names, all values and the scalar as sent', () => {
    const bench = openWorkers({}, several);
    submit(bench, ann, { ' Up ': '1', down: '0' });
    const attribute = (name: string) => bench.events[0]?.attributes.find(({ key }) => key === name)?.value;
    expect(attribute('values')).toBe('[{"label":"up","value":"1"},{"label":"down","value":"0"}]');
    expect(attribute('value')).toBe('"0"');
  });

  test.each<[what: string, topic: Fields, values: Values, code: string]>([
    ['no labelled value', {}, {}, 'sdk/18'],
    ['as many labels as allowed', {}, { a: '1', b: '2', c: '3' }, 'ok'],
    ['one label too many', {}, { a: '1', b: '2', c: '3', d: '4' }, 'emissions/95'],
    ['too many, and a bad name', {}, { '': '1', b: '2', c: '3', d: '4' }, 'emissions/95'],
    ['an empty label', {}, { ' ': '1' }, 'emissions/94'],
    ['a label of other signs', {}, { 'a,b': '1' }, 'emissions/94'],
    ['labels that become the same', {}, { a: '1', ' A': '2' }, 'emissions/94'],
    ['cases that the topic tells apart', { labelCaseSensitive: true }, { a: '1', A: '2' }, 'ok'],
    ['a label on the whitelist', { labelWhitelist: ['up', 'down'] }, { UP: '1' }, 'ok'],
    ['a label that is not', { labelWhitelist: ['up', 'down'] }, { up: '1', left: '1' }, 'emissions/96'],
    [
      'another case than the whitelist',
      { labelWhitelist: ['up'], labelCaseSensitive: true },
      { Up: '1' },
      'emissions/96',
    ],
    ['a bad name before one that is not listed', { labelWhitelist: ['up'] }, { '': '1', left: '1' }, 'emissions/94'],
    ['nothing but defaults', {}, { a: '0', b: '0.00' }, 'sdk/18'],
    ['nothing but another default', { labelDefaultValue: '-1.50' }, { a: '-1.5', b: '-1.500' }, 'sdk/18'],
    ['zeros where the default is another', { labelDefaultValue: '-1.5' }, { a: '0' }, 'ok'],
  ])('%s', (_, topic, values, code) => {
    const bench = openWorkers({}, { ...several, ...topic });
    expect(submit(bench, ann, values)).toBe(code);
  });

  test('values equal to the default are dropped and register nothing', () => {
    const bench = openWorkers({}, { ...several, labelDefaultValue: '-1.5' });
    expect(submit(bench, ann, { a: '-1.50', b: '2', c: '-1.5' })).toBe('ok');
    expect(registry(bench)).toEqual(['1:b']);
    expect(submit(bench, ben, { c: '3' })).toBe('ok');
    expect(stored(bench, ben)).toEqual(['-1.5', '3']);
  });

  test('a topic with one label is held to its whitelist too, where the value is labelled', () => {
    const bench = openWorkers({}, { labelWhitelist: ['z'] });
    expect(submit(bench, ann, { y: '1' })).toBe('emissions/96');
    expect(submit(bench, ann, { z: '1' })).toBe('sdk/18');
    expect(codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' })))).toBe('ok');
  });

  test('the registry takes no new label beyond its limit, but goes on to know the old ones', () => {
    const bench = openWorkers({ maxEpochLabelRegistrySize: 2n }, several);
    expect(submit(bench, ann, { a: '1', b: '1' })).toBe('ok');
    expect(submit(bench, ben, { b: '2', c: '2' })).toBe('emissions/99');
    expect(registry(bench)).toEqual(['1:a', '2:b']);
    const params = state.params.require(bench.ctx);
    state.params.set(bench.ctx, { ...params, maxEpochLabelRegistrySize: 1n });
    expect(submit(bench, cem, { b: '2' })).toBe('ok');
    expect(stored(bench, cem)).toEqual(['0', '2']);
  });

  test('the devnet has room for one largest submission in an epoch, not for as many as there are inferers', () => {
    const { emissions } = readPreset(new URL('../../../..', import.meta.url).pathname, 'devnet').app_state;
    const { params } = emissions as { params: Record<string, string> };
    const bound = BigInt(params.max_epoch_label_registry_size!);
    const bench = openWorkers({ maxEpochLabelRegistrySize: bound }, { ...several, maxLabelsPerSubmission: 1024n });
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 1024 }, (_, place) => [`${prefix} ${place}`, '1']));
    expect(submit(bench, ann, many('a'))).toBe('ok');
    expect(submit(bench, ben, many('b'))).toBe('emissions/99');
    expect(submit(bench, cem, many('a'))).toBe('ok');
  });

  test('who is not admitted registers no label, and its values are not looked at', () => {
    const bench = openWorkers({ maxTopInferersToReward: 1n }, { ...several, requireUnity: true, unityTolerance: '0' });
    expect(submit(bench, ann, { a: '1' })).toBe('ok');
    expect(submit(bench, ben, { b: '0.3' })).toBe('ok');
    expect(registry(bench)).toEqual(['1:a']);
    expect(stored(bench, ben)).toBeUndefined();
    expect(submit(bench, cem, { '': '1' })).toBe('emissions/94');
  });
});

describe('unity', () => {
  const unity = { ...several, requireUnity: true, unityTolerance: '0.01' };
  test.each<[what: string, topic: Fields, values: Values, code: string]>([
    ['the sum is 1', {}, { a: '0.7', b: '0.3' }, 'ok'],
    ['one label is everything', {}, { a: '1' }, 'ok'],
    ['zeros are counted, though they are dropped', {}, { a: '1.0', b: '0', c: '0' }, 'ok'],
    ['at the upper edge', {}, { a: '0.7', b: '0.31' }, 'ok'],
    ['just above it', {}, { a: '0.7', b: '0.3100000000000000000000000000000000001' }, 'sdk/18'],
    ['at the lower edge', {}, { a: '0.7', b: '0.29' }, 'ok'],
    ['just below it', {}, { a: '0.7', b: '0.2899999999999999999999999999999999999' }, 'sdk/18'],
    ['no tolerance, exact', { unityTolerance: '0' }, { a: '0.1', b: '0.2', c: '0.7' }, 'ok'],
    ['no tolerance, a hair off', { unityTolerance: '0' }, { a: '0.1', b: '0.2', c: '0.7000000000000001' }, 'sdk/18'],
    ['negative shares that add up', {}, { a: '1.5', b: '-0.5' }, 'ok'],
    ['asked for by no topic', { requireUnity: false }, { a: '0.2', b: '0.7' }, 'ok'],
    ['a sum of 0', {}, { a: '1', b: '-1' }, 'sdk/18'],
  ])('%s', (_, topic, values, code) => {
    expect(submit(openWorkers({}, { ...unity, ...topic }), ann, values)).toBe(code);
  });
});

test('the signed bytes of a labelled inference: the scalar, then each label with its value', () => {
  const inner = workerMessage(ann, { nonce: 1n, labelled: labelled({ up: '0.7', '': '1E-8' }) }).workerDataBundle!
    .inferenceForecastsBundle!;
  const values = '\x3a\x09\x0a\x02up\x12\x030.7' + '\x3a\x06\x12\x041E-8';
  const inference = `\x08\x01\x10\x01\x1a${String.fromCharCode(ann.address.length)}${ann.address}\x22\x010${values}`;
  expect(Buffer.from(encode(InputInferenceForecastBundleSchema, inner)).toString('latin1')).toBe(
    `\x0a${String.fromCharCode(inference.length)}${inference}`,
  );
});

test('the signature is over the canonical decimals and over the label as the client wrote it', () => {
  const bench = openWorkers({}, several);
  expect(submit(bench, ann, { up: '0.00000001' })).toBe('sdk/4');
  expect(submit(bench, ann, { ' UP': '1E-8' })).toBe('ok');
});

test.each([['NaN'], ['Infinity'], ['1E+41'], ['1E-41'], ['much']])('a labelled %s is no message', (value) => {
  expect(submit(openWorkers({}, several), ann, { up: value })).toBe('undecodable');
});
