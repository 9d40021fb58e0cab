import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochRecord } from '../../src/client/epochs.ts';
import type { InferenceFamily } from '../../src/client/inferences.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import type { ConsumedInference } from '../../src/workbench/consume.ts';
import type { EpochExplanation } from '../../src/workbench/explain-epoch.ts';
import { sandbox } from './allo.ts';

/** Shares that add up to 1, of a topic with three labels; the second worker is the first to speak of `flat`. */
const SAID: Record<string, readonly string[]> = { bob: ['Up=0.7', 'down=0.3'], carol: ['flat=0.5', 'up=0.5'] };
const NUMBERS: Record<string, Record<string, string>> = {
  bob: { up: '0.7', down: '0.3', flat: '0' },
  carol: { up: '0.5', down: '0', flat: '0.5' },
};

const box = sandbox();
const addresses: Record<string, string> = {};
let nonce = 0;

const block = () => box.json('devnet', 'advance', '--blocks', '1');
const answer = (from: string, values: readonly string[]) =>
  box.json('worker', 'submit', '1', '--from', from, ...values.flatMap((value) => ['--value', value]));
const numbers = (value: unknown) =>
  Object.fromEntries(Object.entries(value as Record<string, string>).map(([label, text]) => [label, Number(text)]));

beforeAll(async () => {
  const up = await box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0', '--block-time', 'manual');
  for (const { name, address } of up.accounts) addresses[name] = address;
  const labels = ['--labels', 'up,down,flat', '--unity', '0.0001'];
  await box.json('topic', 'create', '--type', 'classification', ...labels);
  await block();
  for (const name of Object.keys(SAID)) await box.json('worker', 'register', '1', '--from', name);
  await box.json('reputer', 'register', '1', '--from', 'grace');
  await box.json('topic', 'fund', '1', '--amount', '100allo');
  await block();
  await box.json('stake', 'add', '1', '--from', 'grace', '--amount', '100allo');
  await block();
  nonce = (await box.json<{ height: number }>('devnet', 'advance', '--epochs', '1', '--topic', '1')).height;
  for (const [name, values] of Object.entries(SAID)) {
    await answer(name, values);
    await block();
  }
  await box.json('devnet', 'advance', '--epochs', '1', '--topic', '1');
});

afterAll(() => box.close());

describe('an epoch of a topic with several labels', () => {
  it('is shown label by label, in the order of their first use', async () => {
    const family = await box.json<InferenceFamily>('synthesis', 'show', '1', '--nonce', `${nonce}`);
    expect(Object.keys(family.combined)).toEqual(['up', 'down', 'flat']);
    expect(numbers(family.combined)).toEqual({ up: 0.6, down: 0.15, flat: 0.25 });
    expect(Object.fromEntries(family.inferers.map(({ worker, value }) => [worker, value]))).toEqual(
      Object.fromEntries(Object.entries(NUMBERS).map(([name, value]) => [addresses[name], value])),
    );
    const text = (await box.allo('synthesis', 'show', '1', '--nonce', `${nonce}`)).stdout;
    expect(text).toMatch(/INFERENCE +up +down +flat\ncombined +0\.6 +0\.15 +0\.25\n/);
  });

  it('has a record, an inference for consumers and an explanation', async () => {
    const record = await box.json<EpochRecord>('epoch', 'show', '1', '--nonce', `${nonce}`);
    expect(numbers(record.combined)).toEqual({ up: 0.6, down: 0.15, flat: 0.25 });
    expect(record.inferences.map(({ value }) => value)).toContainEqual(NUMBERS.bob);
    const consumed = await box.json<ConsumedInference>('inference', 'get', '1', '--nonce', `${nonce}`);
    expect(numbers(consumed.value)).toEqual({ up: 0.6, down: 0.15, flat: 0.25 });
    expect(consumed.outlierResistant).toBeNull();
    const explained = await box.json<EpochExplanation>('synthesis', 'explain', '1', '--nonce', `${nonce}`);
    expect(explained.actors.map(({ inference }) => inference)).toContainEqual(NUMBERS.carol);
    for (const command of ['epoch show', 'inference get', 'synthesis explain']) {
      const { code, stdout } = await box.allo(...command.split(' '), '1', '--nonce', `${nonce}`);
      expect(code).toBe(0);
      expect(stdout).toContain('flat');
    }
  });

  it('is judged label by label', async () => {
    const truth = ['--truth', 'up=1', '--truth', 'down=0', '--loss-floor', '0.0001'];
    const report = ['reputer', 'submit', '1', '--from', 'grace', '--nonce', `${nonce}`];
    const { combinedLoss } = await box.json<{ combinedLoss: string }>(...report, ...truth);
    expect(Number(combinedLoss)).toBeCloseTo(Math.log10((0.4 ** 2 + 0.15 ** 2 + 0.25 ** 2) / 3), 9);
    await block();
    const { code, stderr } = await box.allo(...report, '--truth', '0.5');
    expect(code).toBe(2);
    expect(stderr).toContain('a value per label');
  });

  it.each<[values: string[], why: string, exit?: number]>([
    [['up=0.7', 'down=0.2'], 'add up to'],
    [['up=0.7', 'left=0.3'], 'whitelist'],
    [['up=0.7', ' UP=0.3'], 'appears twice'],
    [['0.7'], 'value per label', 2],
  ])('refuses %j', async (values, why, exit = 5) => {
    const flags = values.flatMap((value) => ['--value', value]);
    const { code, stderr } = await box.allo('worker', 'submit', '1', '--from', 'bob', ...flags);
    expect(code).toBe(exit);
    expect(stderr).toContain(why);
  });
});
