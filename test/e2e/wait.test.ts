import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from './allo.ts';

const box = sandbox();

interface Failure {
  exit: number | null;
  code: string;
  message: string;
  details?: unknown;
}

async function failure(...args: string[]): Promise<Failure> {
  const { code: exit, stdout } = await box.allo(...args, '--json');
  const { ok, error } = JSON.parse(stdout) as { ok: boolean; error: Omit<Failure, 'exit'> };
  expect(ok, stdout).toBe(false);
  return { exit, ...error };
}

const advance = (...way: string[]) => box.json('devnet', 'advance', ...way);
/** Lets something be done while something is waited for. */
const meanwhile = async <T>(waiting: Promise<T>, act: () => Promise<unknown>): Promise<T> =>
  (await Promise.all([waiting, act()]))[0];

beforeAll(async () => {
  await box.json('devnet', 'up', '--rpc-port', '0', '--validators', '1', '--block-time', 'manual');
  await box.json('topic', 'create', '--metadata', 'a question');
  await advance('--blocks', '1');
  await box.json('worker', 'register', '1', '--from', 'bob');
  await box.json('reputer', 'register', '1', '--from', 'dave');
  await advance('--blocks', '1');
  await box.json('stake', 'add', '1', '--amount', '100allo', '--from', 'dave');
  await box.json('topic', 'fund', '1', '--amount', '10allo');
  await advance('--blocks', '1');
});
afterAll(() => box.close());

describe('allo wait', () => {
  const long = ['--timeout', '2m', '--no-progress', '2m'];

  it('for a height, an epoch, a nonce, an event, a balance', async () => {
    const { height } = await box.json<{ height: number }>('devnet', 'status');
    expect(await box.json('wait', 'height', '1')).toEqual({ height });
    const reached = box.json('wait', 'height', `${height + 2}`, ...long);
    expect(await meanwhile(reached, () => advance('--blocks', '2'))).toEqual({ height: height + 2 });

    const opened = Promise.all([
      box.json<{ nonce: number }>('wait', 'epoch', '1', ...long),
      box.json<{ nonce: number }>('wait', 'nonce', '1', ...long),
      box.json<{ data: object; height: number }>(
        'wait',
        'event',
        'WorkerSubmissionWindowOpened',
        '--topic',
        '1',
        ...long,
      ),
    ]);
    // Epochs come until all three have seen one, whenever each began to look.
    let over = false;
    const epochs = async () => {
      while (!over) await advance('--epochs', '1', '--topic', '1');
    };
    const [epoch, nonce, event] = await meanwhile(
      opened.finally(() => (over = true)),
      epochs,
    );
    expect(epoch).toMatchObject({ topicId: '1', epochs: expect.any(Number) });
    expect(nonce).toMatchObject({ kind: 'worker', state: 'open' });
    expect(event).toMatchObject({ name: 'WorkerSubmissionWindowOpened', data: { topic_id: '1' } });
    expect(event.data).toHaveProperty('nonce_block_height', `${event.height}`);

    // That one was opened again and again, and nobody answered.
    await advance('--blocks', '24');
    const past = (number: number, state: string) =>
      failure('wait', 'nonce', '1', '--state', state, '--nonce', `${number}`, ...long);
    expect(await past(nonce.nonce, 'fulfilled')).toMatchObject({
      ...{ exit: 7, code: 'ALLO7000', details: { state: 'unanswered', nonce: nonce.nonce } },
      message: `The worker nonce ${nonce.nonce} of topic 1 was closed without an answer.`,
    });
    expect(await past(1, 'fulfilled')).toMatchObject({ exit: 7, details: { state: 'none' } });
    expect(await past(1, 'open')).toMatchObject({ exit: 7, details: { state: 'none' } });

    const { height: answered } = await box.json<{ height: number }>(
      ...(['devnet', 'advance', '--epochs', '1', '--topic', '1'] as const),
    );
    await box.json('worker', 'submit', '1', '--value', '1.5', '--from', 'bob', '--nonce', `${answered}`);
    const fulfilled = box.json('wait', 'nonce', '1', '--state', 'fulfilled', '--nonce', `${answered}`, ...long);
    expect(await meanwhile(fulfilled, () => advance('--blocks', '24'))).toMatchObject({ state: 'fulfilled' });
    expect(await past(answered, 'open')).toMatchObject({ exit: 7, details: { state: 'answered' } });

    const { balance } = await box.json<{ balance: string }>('wait', 'balance', 'carol', '--at-least', '1uallo');
    const more = ['--at-least', `${BigInt(balance) + 10n ** 18n}uallo`];
    const richer = box.json<{ balance: string }>('wait', 'balance', 'carol', ...more, ...long);
    expect(await meanwhile(richer, () => box.json('devnet', 'faucet', 'carol', '--amount', '1allo'))).toEqual({
      address: expect.stringMatching(/^allo1/),
      balance: `${BigInt(balance) + 10n ** 18n}`,
    });
  });

  it('finds what has been said already, with certain fields', async () => {
    const said = ['wait', 'event', 'message', '--height', '1'];
    const action = '/emissions.v10.RegisterRequest';
    expect(await box.json(...said, '--field', `action=${action}`)).toMatchObject({ data: { action } });
  });

  it('gives up at a limit: exit code 6, and which limit it was', async () => {
    const limits = async (...flags: string[]) => failure('wait', 'height', '999999', ...flags);
    expect(await limits('--timeout', '300ms')).toMatchObject({ exit: 6, code: 'ALLO6003' });
    const still = await limits('--no-progress', '300ms');
    expect(still).toMatchObject({ exit: 6, code: 'ALLO6002' });
    expect(still.message).toMatch(/^waiting for block 999999: no block for 0\.3 s; the height is \d+$/);
    expect(await failure('wait', 'epoch', '1', '--timeout', '300ms')).toMatchObject({ exit: 6 });
    expect(await failure('wait', 'balance', 'bob', '--timeout', '300ms')).toMatchObject({ exit: 6 });
  });

  it('says at once what can never come', async () => {
    expect(await failure('wait', 'epoch', '77')).toMatchObject({ exit: 5, code: 'ALLO5002' });
    expect(await failure('wait', 'nonce', '1', '--state', 'fulfilled')).toMatchObject({ exit: 2, code: 'ALLO2003' });
    expect(await failure('wait', 'event', 'NoSuchThing')).toMatchObject({ exit: 2, code: 'ALLO2004' });
    expect(await failure('wait', 'event', 'transfer', '--field', 'x')).toMatchObject({ exit: 2, code: 'ALLO2004' });
    expect(await failure('wait', 'balance', 'bob', '--at-least', '5allo', '--at-most', '1allo')).toMatchObject({
      exit: 2,
    });
    expect(await failure('wait', 'height', '1', '--name', 'other')).toMatchObject({ exit: 4, code: 'ALLO4001' });
  });
});

describe('allo assert', () => {
  const topic = ['assert', 'emissions', 'GetTopic', '{"topic_id":1}', '--path'];

  it('holds values of an answer to what they should be', async () => {
    const both = ['--equals', '12.0', '--above', '11'];
    expect(await box.json(...topic, 'topic.epoch_length', ...both)).toEqual({
      path: 'topic.epoch_length',
      actual: '12',
      holds: [
        { comparison: 'equals', expected: '12.0' },
        { comparison: 'above', expected: '11' },
      ],
    });
    await box.json(...topic, 'topic.c_norm', '--equals', '0.750');
    await box.json(...topic, 'topic.metadata', '--contains', 'question');
    await box.json(...topic, 'topic.nothing', '--absent');
    const balance = [
      'assert',
      'bank',
      'Balance',
      '{"address":"allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm","denom":"uallo"}',
    ];
    await box.json(...balance, '--path', 'balance.amount', '--at-least', '1e18');
    const { stdout } = await box.allo(...topic, 'topic.epoch_length');
    expect(stdout).toBe('topic.epoch_length is "12"\n');
  });

  it('ends with 7 and what differs', async () => {
    const wrong = await failure(...topic, 'topic.epoch_length', '--equals', '24', '--below', '20');
    expect(wrong).toMatchObject({
      ...{ exit: 7, code: 'ALLO7000', message: 'topic.epoch_length is "12", not equal to 24.' },
      details: { path: 'topic.epoch_length', actual: '12', failed: [{ comparison: 'equals', expected: '24' }] },
    });
    expect(await failure(...topic, 'topic.nothing')).toMatchObject({ exit: 7, details: { actual: null } });
    expect(await failure(...topic, 'topic.id', '--absent')).toMatchObject({ exit: 7 });
    expect(await failure(...topic, 'topic.label_whitelist', '--count', '1')).toMatchObject({ exit: 7 });
  });

  it('tells a question that makes no sense from a wrong answer', async () => {
    expect(await failure(...topic, 'topic.id', '--above', 'x')).toMatchObject({ exit: 2, code: 'ALLO2004' });
    expect(await failure(...topic, 'topic..id')).toMatchObject({ exit: 2, code: 'ALLO2004' });
    expect(await failure('assert', 'emissions', 'NoSuchQuery')).toMatchObject({ exit: 2, code: 'ALLO2004' });
    expect(await failure('assert', 'emissions', 'GetTopic', '{"nothing":1}')).toMatchObject({ exit: 2 });
    expect(await failure('assert', 'emissions', 'GetTopic', '{"topic_id":77}')).toMatchObject({ exit: 5 });
  });
});
