import type { Message } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { ownStake } from '../../src/client/stake.ts';
import type { RemovalQueue } from '../../src/client/stake-queue.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { advanceBlocks, advanceEpochs } from '../../src/devnet/advance.ts';
import { controlSocket } from '../../src/devnet/paths.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import { sandbox } from './allo.ts';

const SEED = 'actors';
const ALLO = 10n ** 18n;

const box = sandbox();
const addresses: Record<string, string> = {};
let client: AlloraClient;
let movable: { control: string; rpcs: string[] };

const at = (name: string): string => addresses[name] ?? '';
const block = async (count = 1) => (await advanceBlocks(movable, count)).height;

/** Hands in messages of an account; they wait for the next block. */
async function from(name: string, ...messages: ((by: Signer) => Message)[]): Promise<void> {
  const by = signerFromKey(await devnetKey(SEED, name));
  await send(
    client,
    by,
    messages.map((message) => message(by)),
    { noWait: true },
  );
}

/** A topic of its own for a test, with nobody in it. */
async function newTopic(): Promise<bigint> {
  const { nextTopicId } = await client.query(QueryService.method.getNextTopicId, {});
  await from('alice', ({ address }) => createTopic(address, { metadata: 'a question' }));
  await block();
  return nextTopicId;
}

/** The same with workers, a reputer with stake, and funds: active. */
async function activeTopic(workers: readonly string[]): Promise<bigint> {
  const topic = await newTopic();
  for (const name of workers) await from(name, ({ address }) => register(address, topic, 'worker'));
  await from('heidi', ({ address }) => register(address, topic, 'reputer'));
  await block();
  await from('heidi', ({ address }) => addStake(address, topic, 100n * ALLO));
  await from('alice', ({ address }) => fundTopic(address, topic, 100n * ALLO));
  await block();
  return topic;
}

/** The next epoch of a topic, with these answers. */
async function play(topicId: bigint, answers: Record<string, string>): Promise<bigint> {
  const nonce = BigInt((await advanceEpochs(movable, topicId, 1)).height);
  for (const [name, inference] of Object.entries(answers)) {
    await from(name, (by) => insertWorkerPayload(by, { topicId, nonce, inference }));
  }
  await block();
  return nonce;
}

/** Runs a doctor; what it found, with the exit code. */
async function doctor(...args: string[]) {
  const { code, stdout } = await box.allo(...args, '--json');
  const document = JSON.parse(stdout);
  const { findings } = (document.ok ? document.result : document.error.details) as {
    findings: { check: string; level: string; cause: string | null; next: string | null }[];
  };
  return { code, error: document.error?.code, hint: document.error?.hint, findings };
}

const run = async (...args: string[]) => {
  const result = await box.json<{ txHash: string }>(...args);
  await block();
  return result;
};

beforeAll(async () => {
  const genesis = ['--block-time', 'manual', '--genesis-time', '2026-01-01T00:00:00Z', '--seed', SEED];
  const up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '1', '--rpc-port', '0', ...genesis);
  for (const { name, address } of up.accounts) addresses[name] = address;
  client = new AlloraClient(up.endpoints.rpc ?? '');
  movable = { control: controlSocket(up.home), rpcs: [up.endpoints.rpc ?? ''] };
  // Every test has a topic of its own: they must not take each other's places.
  await run('params', 'update', 'max_active_topics_per_block=100');
});

afterAll(() => box.close());

describe('stake', () => {
  it('of a reputer is asked back, replaced, cancelled, and paid when it is due', async () => {
    const topic = await activeTopic(['bob']);
    const stake = () => ownStake(client, topic, at('heidi'));
    await run('stake', 'remove', `${topic}`, '--amount', '40allo', '--from', 'heidi');
    const before = await box.json<RemovalQueue>('stake', 'queue', `${topic}`);
    await run('stake', 'remove', `${topic}`, '--amount', '30allo', '--from', 'heidi');
    const { own, height } = await box.json<RemovalQueue>('stake', 'queue', `${topic}`);
    expect(own).toEqual([
      {
        topicId: `${topic}`,
        reputer: at('heidi'),
        delegator: null,
        amount: `${30n * ALLO}`,
        requested: height,
        matures: height + 10,
      },
    ]);
    expect(own[0]!.matures).toBe(before.own[0]!.matures + 1);
    await run('stake', 'cancel', `${topic}`, '--from', 'heidi');
    const nothing = await box.allo('stake', 'cancel', `${topic}`, '--from', 'heidi', '--json');
    expect(nothing.code).toBe(5);
    await run('stake', 'remove', `${topic}`, '--all', '--from', 'heidi');
    await block(9);
    expect(await stake()).toBe(100n * ALLO);
    const { stdout } = await box.allo('stake', 'show', `${topic}`, '--from', 'heidi');
    expect(stdout).toMatch(/^asked back +100 ALLO, asked back in block \d+, paid from block \d+$/m);
    await block(2);
    expect(await stake()).toBe(0n);
  });

  it('on a reputer is asked back, cancelled, claimed and paid', async () => {
    const topic = await activeTopic(['bob']);
    await run('stake', 'delegate', `${topic}`, 'heidi', '--amount', '10allo', '--from', 'judy');
    await run('stake', 'undelegate', `${topic}`, 'heidi', '--amount', '4allo', '--from', 'judy');
    const { delegated } = await box.json<RemovalQueue>('stake', 'queue', `${topic}`);
    expect(delegated).toMatchObject([{ delegator: at('judy'), reputer: at('heidi'), amount: `${4n * ALLO}` }]);
    await run('stake', 'cancel-undelegate', `${topic}`, 'heidi', '--from', 'judy');
    expect((await box.json<RemovalQueue>('stake', 'queue', `${topic}`)).delegated).toEqual([]);
    await run('stake', 'undelegate', `${topic}`, 'heidi', '--all', '--from', 'judy');
    await run('stake', 'claim', `${topic}`, 'heidi', '--from', 'judy');
    await block(11);
    const { placements } = await box.json<{ placements: unknown[] }>('stake', 'show', `${topic}`, '--from', 'judy');
    expect(placements).toEqual([]);
  });

  it.each([
    [['stake', 'remove', '1', '--from', 'bob'], 2, 'ALLO2003'],
    [['stake', 'remove', '1', '--amount', '1allo', '--all', '--from', 'bob'], 2, 'ALLO2004'],
    [['stake', 'remove', '1', '--amount', '5', '--from', 'bob'], 2, 'ALLO2005'],
    [['stake', 'remove', '99', '--amount', '1allo', '--from', 'bob'], 5, 'ALLO5000'],
    [['stake', 'delegate', '1', 'nobody', '--amount', '1allo'], 2, 'ALLO2009'],
    [['stake', 'queue', 'one'], 2, 'ALLO2004'],
  ])('%j is refused with %i', async (args, exit, error) => {
    await newTopic();
    const { code, stdout } = await box.allo(...args, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([exit, error]);
  });
});

describe('actors', () => {
  it('leave a topic, and give their rewards to others', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    await run('worker', 'transfer', 'carol', '--from', 'bob');
    const { nodeInfo } = await client.query(QueryService.method.getWorkerNodeInfo, { address: at('bob') });
    expect(nodeInfo?.owner).toBe(at('carol'));
    await run('forecaster', 'unregister', `${topic}`, '--from', 'bob');
    await run('reputer', 'unregister', `${topic}`, '--from', 'heidi');
    expect(await doctor('worker', 'doctor', `${topic}`, '--from', 'bob')).toMatchObject({
      code: 11,
      error: 'ALLO7111',
    });
    const again = await box.allo('worker', 'unregister', `${topic}`, '--from', 'bob', '--json');
    expect(again.code).toBe(5);
  });
});

describe('the doctor of an actor', () => {
  it('tells who is not registered, and how to be', async () => {
    const topic = await activeTopic(['bob']);
    const { code, error, findings } = await doctor('worker', 'doctor', `${topic}`, '--from', 'frank');
    expect([code, error]).toEqual([11, 'ALLO7111']);
    expect(findings.find(({ cause }) => cause === 'notRegistered')?.next).toBe(
      `allo worker register ${topic} --from frank`,
    );
  });

  it('tells who is not permitted, until the whitelist has it', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const { stderr } = await box.allo('topic', 'whitelist', 'enable', 'workers', '--topic', `${topic}`);
    expect(stderr).toContain('still admits everybody: global-workers, global are off');
    await block();
    await run('topic', 'whitelist', 'add', 'workers', 'carol', 'dave', '--topic', `${topic}`);
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'bob')).code).toBe(0);
    const others = ['global_whitelist_enabled', 'global_worker_whitelist_enabled'];
    await run('params', 'update', ...others.map((name) => `${name}=true`));
    const { code, findings } = await doctor('worker', 'doctor', `${topic}`, '--from', 'bob');
    expect(code).toBe(12);
    expect(findings.find(({ cause }) => cause === 'notPermitted')?.next).toContain(
      'topic whitelist add workers bob --topic',
    );
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'carol')).code).toBe(0);
    const shown = await box.json<{ lists: { list: string; enabled: boolean; members: string[] }[] }>(
      ...['topic', 'whitelist', 'show', '--topic', `${topic}`],
    );
    expect(shown.lists.find(({ list }) => list === 'workers')).toEqual({
      ...{ list: 'workers', enabled: true },
      members: [at('carol'), at('dave')].sort(),
    });
    await run('topic', 'whitelist', 'remove', 'workers', 'carol', '--topic', `${topic}`);
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'carol')).code).toBe(12);
    await run('topic', 'whitelist', 'disable', 'workers', '--topic', `${topic}`);
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'carol')).code).toBe(0);
    await run('params', 'update', ...others.map((name) => `${name}=false`));
  });

  it('tells who cannot pay the fee', async () => {
    const topic = await activeTopic(['ivan', 'bob']);
    const { balance } = await client.query(Bank.method.balance, { address: at('ivan'), denom: 'uallo' });
    await from('ivan', ({ address }) => sendTokens(address, at('alice'), BigInt(balance?.amount ?? '0')));
    await block();
    const { code, hint } = await doctor('worker', 'doctor', `${topic}`, '--from', 'ivan');
    expect(code).toBe(13);
    expect(hint).toBe(`Next: \`allo devnet faucet ${at('ivan')}\`.`);
  });

  it('tells which reputer has too little stake', async () => {
    const topic = await newTopic();
    await from('grace', ({ address }) => register(address, topic, 'reputer'));
    await block();
    const { code, findings } = await doctor('reputer', 'doctor', `${topic}`, '--from', 'grace');
    expect(code).toBe(14);
    expect(findings.find(({ cause }) => cause === 'stakeTooLow')?.next).toBe(
      `allo stake add ${topic} --amount 10000uallo --from grace`,
    );
  });

  it('tells that the topic is not active', async () => {
    const topic = await newTopic();
    await from('bob', ({ address }) => register(address, topic, 'worker'));
    await block();
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'bob')).code).toBe(10);
    const { code, findings } = await doctor('topic', 'doctor', `${topic}`);
    expect(code).toBe(10);
    expect(findings.find(({ cause }) => cause === 'topicInactive')?.next).toContain(`allo stake add ${topic}`);
  });

  it('tells who missed a window, that a nonce is fulfilled, and that one inferer is alone', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const first = await play(topic, { bob: '10', carol: '11' });
    await play(topic, { bob: '10.5' });
    await advanceEpochs(movable, topic, 1);
    const missed = await doctor('worker', 'doctor', `${topic}`, '--from', 'carol');
    expect(missed.code).toBe(15);
    expect(missed.findings.map(({ cause }) => cause)).toContain('onlyOneInferer');
    const alone = await doctor('worker', 'doctor', `${topic}`, '--from', 'bob');
    expect(alone.code).toBe(18);
    const fulfilled = await doctor('worker', 'doctor', `${topic}`, '--from', 'bob', '--nonce', `${first}`);
    expect(fulfilled.code).toBe(16);
    expect((await doctor('topic', 'doctor', `${topic}`)).code).toBe(18);
  });

  it('tells that nobody answered', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    await play(topic, {});
    await advanceEpochs(movable, topic, 1);
    expect((await doctor('topic', 'doctor', `${topic}`)).code).toBe(19);
  });

  it('tells whose score is below those of the active set', async () => {
    const topic = await activeTopic(['bob', 'carol', 'dave']);
    await run('params', 'update', 'max_top_inferers_to_reward=2');
    try {
      await play(topic, { bob: '10', carol: '11', dave: '12' });
      await advanceEpochs(movable, topic, 1);
      const { code, findings } = await doctor('worker', 'doctor', `${topic}`, '--from', 'dave');
      expect(code).toBe(17);
      expect(findings.find(({ cause }) => cause === 'scoreTooLow')?.next).toContain('allo worker scores');
    } finally {
      await run('params', 'update', 'max_top_inferers_to_reward=32');
    }
  });
});

describe('topics', () => {
  it('are changed by their creator, field by field', async () => {
    const topic = await newTopic();
    const { changes } = await box.json<{ changes: Record<string, unknown> }>(
      ...['topic', 'update', `${topic}`, '--p-norm', '2', '--metadata', 'another question'],
    );
    expect(changes).toEqual({
      metadata: { before: 'a question', after: 'another question' },
      pNorm: { before: '3', after: '2' },
    });
    await block();
    const shown = await box.json<Record<string, unknown>>('topic', 'show', `${topic}`);
    expect(shown).toMatchObject({ metadata: 'another question', pNorm: '2', lossMethod: 'mse', alphaRegret: '0.1' });
    const other = await box.allo('topic', 'update', `${topic}`, '--p-norm', '2', '--from', 'bob', '--json');
    expect(other.code).toBe(5);
    expect((await box.allo('topic', 'update', `${topic}`, '--json')).code).toBe(2);
  });

  it('are paid for what their inference is worth', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const nonce = await play(topic, { bob: '10', carol: '11' });
    await advanceEpochs(movable, topic, 1);
    const paid = await box.json<{ inference: { nonce: number; value: string }; amount: string }>(
      ...['inference', 'pay', `${topic}`, '--amount', '7uallo', '--from', 'dave'],
    );
    expect(paid).toMatchObject({ amount: '7', inference: { nonce: Number(nonce) } });
    expect(Number(paid.inference.value)).toBe(10.5);
  });
});

describe('whitelists of the network', () => {
  it('are edited one by one and in bulk, and say what an account may do', async () => {
    await run('topic', 'whitelist', 'add', 'global-admins', 'frank');
    await run('topic', 'whitelist', 'add', 'global-reputers', 'bob', 'carol', '--from', 'frank');
    const { lists, permissions } = await box.json<{
      lists: { list: string; members: string[] }[];
      permissions: { on: string[]; may: Record<string, boolean> };
    }>('topic', 'whitelist', 'show', '--account', 'frank');
    expect(lists.find(({ list }) => list === 'global-reputers')?.members).toEqual([at('bob'), at('carol')].sort());
    expect(permissions).toMatchObject({
      on: ['global-admins'],
      may: { editGlobalReputers: true, editOtherLists: false, updateParams: false },
    });
    await run('topic', 'whitelist', 'remove', 'global-reputers', 'bob', 'carol', '--from', 'frank');
    const refused = await box.allo('topic', 'whitelist', 'add', 'admins', 'bob', '--from', 'frank', '--json');
    expect(refused.code).toBe(5);
  });

  it('are switched by parameters', async () => {
    await run('topic', 'whitelist', 'enable', 'creators');
    const create = await box.allo('topic', 'create', '--from', 'bob', '--json');
    // The global list is off and admits everybody, who may then do all of it.
    expect(create.code).toBe(0);
    await block();
    await run('topic', 'whitelist', 'enable', 'global');
    const refused = await box.allo('topic', 'create', '--from', 'bob', '--json');
    expect(refused.code).toBe(5);
    await run('topic', 'whitelist', 'disable', 'creators');
    await run('topic', 'whitelist', 'disable', 'global');
  });

  it.each([
    [['topic', 'whitelist', 'add', 'workers', 'bob'], 'ALLO2003'],
    [['topic', 'whitelist', 'add', 'admins', 'bob', '--topic', '1'], 'ALLO2004'],
    [['topic', 'whitelist', 'enable', 'admins'], 'ALLO2004'],
    [['topic', 'whitelist', 'add', 'everybody', 'bob'], 'ALLO2004'],
  ])('%j is a mistake', async (args, error) => {
    const { code, stdout } = await box.allo(...args, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([2, error]);
  });
});
