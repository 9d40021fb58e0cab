import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  NetworkInferenceBundleSchema,
  TopicOutputArity,
  TopicSchema,
} from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { judge } from '../../../src/worker/judge.ts';

const vector = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([labelName, value], slot) => ({ labelId: slot + 1, labelName, value }));
const truth = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([label, value]) => [label, Dec.parse(value)]));

const several = create(TopicSchema, {
  id: 2n,
  lossMethod: 'mse',
  allowNegative: true,
  outputArity: TopicOutputArity.MULTI,
  labelDefaultValue: '0',
});
const bundle = create(NetworkInferenceBundleSchema, {
  combinedValue: vector({ up: '0.5', down: '0.5' }),
  naiveValue: vector({ up: '1', down: '0' }),
  infererValues: [{ worker: 'a', values: vector({ up: '0', down: '1' }) }],
});

describe('judging a topic with several labels', () => {
  test('takes the mean of the loss over the labels', () => {
    const losses = judge(several, bundle, { value: truth({ up: '1', down: '0' }) });
    const numbers = [losses.combinedValue, losses.naiveValue, losses.infererValues?.[0]?.value].map(Number);
    expect(numbers).toEqual([0.25, 0, 1]);
  });

  test('counts the default where the truth or the epoch does not name a label', () => {
    const losses = judge(several, bundle, { value: truth({ up: '1', flat: '0.2' }) });
    // up 0.5², down 0.5², flat 0.2²
    expect(Number(losses.combinedValue)).toBeCloseTo(0.54 / 3, 12);
    const shifted = create(TopicSchema, { ...several, labelDefaultValue: '1' });
    expect(Number(judge(shifted, bundle, { value: truth({ up: '1' }) }).naiveValue)).toBe(0.5);
  });

  test('submits the logarithm of the mean, not below the floor', () => {
    const logarithmic = create(TopicSchema, { ...several, allowNegative: false });
    const losses = judge(logarithmic, bundle, { value: truth({ up: '1', down: '0' }), floor: Dec.parse('0.01') });
    expect(Number(losses.combinedValue)).toBeCloseTo(Math.log10(0.25), 12);
    expect(Number(losses.naiveValue)).toBe(-2);
  });

  test('wants a truth of the same kind as the topic', () => {
    expect(() => judge(several, bundle, { value: Dec.ONE })).toThrow('the truth of topic 2 is a value per label');
    const single = create(TopicSchema, { ...several, outputArity: TopicOutputArity.SINGLE });
    expect(() => judge(single, bundle, { value: truth({ up: '1' }) })).toThrow('one value');
  });
});
