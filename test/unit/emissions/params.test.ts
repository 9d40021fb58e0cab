import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultParams, validatedParams } from '../../../src/chain/modules/emissions/params.ts';
import { type Params, ParamsSchema } from '../../../src/wire/gen/emissions/v9/params_pb.ts';
import { toJson } from '../../../src/wire/index.ts';
import { codeOf } from './workbench.ts';

/** The specification's table of parameters: name → default. */
function specifiedDefaults(): [name: string, value: string][] {
  const spec = readFileSync(new URL('../../../docs/spec/emissions.md', import.meta.url), 'utf8');
  const table = spec.slice(spec.indexOf('## 3. Parameters'), spec.indexOf('Numbers 4, 12'));
  const rows = table.split('\n').filter((line) => /^\| [≥\d]/.test(line) && !line.includes('reserved'));
  return rows.flatMap((row) => {
    const [, , names = '', values = ''] = row.split('|').map((cell) => cell.trim());
    const expanded = names.split(' / ').map((name, i, all) => {
      if (i === 0) return name;
      const first = all[0] ?? '';
      return name.startsWith('_') ? first.slice(0, first.lastIndexOf('_')) + name : name;
    });
    const defaults = values.split(' / ');
    return expanded.map((name, i): [string, string] => [
      name,
      (defaults[i] ?? '').replace(' blocks', '').replaceAll('"', ''),
    ]);
  });
}

describe('parameters', () => {
  test('the defaults are those of the specification, field by field', () => {
    const json = toJson(ParamsSchema, defaultParams()) as Record<string, string | boolean>;
    const specified = specifiedDefaults();
    for (const [name, value] of specified) {
      const isNumber = !Number.isNaN(Number(value));
      expect.soft(isNumber ? Number(json[name]) : String(json[name]), name).toBe(isNumber ? Number(value) : value);
    }
    expect(specified.map(([name]) => name).sort()).toEqual(Object.keys(json).sort());
  });

  test('defaults are valid, and texts become canonical', () => {
    expect(validatedParams(defaultParams())).toEqual(defaultParams());
    const changed = { ...defaultParams(), epsilonSafeDiv: '0.00000010' };
    expect(validatedParams(changed)).toMatchObject({ epsilonSafeDiv: '1.0E-7' });
  });

  const cases: [fields: Partial<Params>, code: string][] = [
    [{ version: '' }, 'emissions/58'],
    [{ version: 'v'.repeat(33) }, 'emissions/59'],
    [{ version: 'é'.repeat(17) }, 'emissions/59'],
    [{ maxSerializedMsgLength: -1n }, 'emissions/62'],
    [{ minTopicWeight: '-0.1' }, 'emissions/62'],
    [{ minTopicWeight: 'NaN' }, 'sdk/29'],
    [{ minTopicWeight: 'heavy' }, 'sdk/29'],
    [{ requiredMinimumStake: '-1' }, 'sdk/29'],
    [{ requiredMinimumStake: '1.5' }, 'sdk/29'],
    [{ createTopicFee: '-1' }, 'sdk/29'],
    [{ registrationFee: '' }, 'sdk/29'],
    [{ dataSendingFee: `${1n << 256n}` }, 'sdk/29'],
    [{ cNorm: 'Infinity' }, 'sdk/29'],
    [{ removeStakeDelayWindow: -1n }, 'emissions/62'],
    [{ removeStakeDelayWindow: (1n << 40n) + 1n }, 'sdk/29'],
    [{ taskRewardAlpha: `0.${'9'.repeat(101)}` }, 'sdk/29'],
    [{ epsilonSafeDiv: '1E-101' }, 'sdk/29'],
    [{ minTopicWeight: '1E+101' }, 'sdk/29'],
    [{ minEpochLength: 0n }, 'emissions/62'],
    [{ betaEntropy: '1.1' }, 'emissions/61'],
    [{ learningRate: '0' }, 'emissions/61'],
    [{ learningRate: '1' }, 'emissions/61'],
    [{ maxGradientThreshold: '1' }, 'emissions/61'],
    [{ topicRewardAlpha: '0' }, 'emissions/61'],
    [{ taskRewardAlpha: '1' }, 'emissions/61'],
    [{ validatorsVsAlloraPercentReward: '-0.1' }, 'emissions/61'],
    [{ maxSamplesToScaleScores: 0n }, 'emissions/62'],
    [{ blocksPerMonth: 0n }, 'undefined/1'],
    [{ pRewardInference: '0' }, 'emissions/62'],
    [{ epsilonReputer: '0' }, 'emissions/62'],
    [{ epsilonSafeDiv: '-1' }, 'emissions/62'],
    [{ halfMaxProcessStakeRemovalsEndBlock: 0n }, 'emissions/62'],
    [{ initialRegretQuantile: '2' }, 'emissions/61'],
    [{ inferenceOutlierDetectionThreshold: '-1' }, 'emissions/62'],
    [{ inferenceOutlierDetectionAlpha: '2' }, 'emissions/61'],
    [{ lambdaInitialScore: '-1' }, 'emissions/62'],
    [{ maxCanonicalLabelByteLength: 0n }, 'emissions/62'],
  ];
  test.each(cases)('%o is error %s', (fields, code) => {
    expect(codeOf(() => validatedParams({ ...defaultParams(), ...fields }))).toBe(code);
  });

  test('what has no rule takes anything, and limits are included', () => {
    const loose: Partial<Params> = {
      cNorm: '-50',
      maxTopInferersToReward: 0n,
      betaEntropy: '0',
      minStakeFraction: '1',
      dataSendingFee: '0',
      removeStakeDelayWindow: 1n << 40n,
      taskRewardAlpha: `0.${'9'.repeat(100)}`,
    };
    expect(codeOf(() => validatedParams({ ...defaultParams(), ...loose }))).toBe('ok');
  });
});
