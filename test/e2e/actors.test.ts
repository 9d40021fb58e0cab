import { describe, expect, it } from 'vitest';
import { ownStake } from '../../src/client/stake.ts';
import type { RemovalQueue } from '../../src/client/stake-queue.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import { ALLO, actorNetwork } from './actor-network.ts';

const { box, at, run, block, newTopic, activeTopic, nextEpoch, play, doctor, client } = actorNetwork('actors');

describe('stake', () => {
  it('of a reputer is asked back, replaced, cancelled, and paid when it is due', async () => {
    const topic = await activeTopic(['bob']);
    const stake = () => ownStake(client(), topic, at('heidi'));
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
    [['stake', 'queue', '99'], 5, 'ALLO5002'],
    [['stake', 'rewards', '99', '--from', 'judy'], 5, 'ALLO5002'],
    [['stake', 'rewards', '99', 'heidi', '--from', 'judy'], 5, 'ALLO5002'],
    [['stake', 'show', '99'], 5, 'ALLO5002'],
    [['stake', 'list', '99'], 5, 'ALLO5002'],
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
    const { nodeInfo } = await client().query(QueryService.method.getWorkerNodeInfo, { address: at('bob') });
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

  it('keep their labels and everything else that an update does not name', async () => {
    const { nextTopicId } = await client().query(QueryService.method.getNextTopicId, {});
    const topic = `${nextTopicId}`;
    const labels = ['--labels', 'up,down,flat', '--max-labels', '3', '--label-default', '0.1'];
    await run('topic', 'create', '--output', 'multi', '--metadata', 'which way', ...labels);
    const shown = async () => (await client().query(QueryService.method.getTopic, { topicId: nextTopicId })).topic;
    const before = await shown();
    expect(before).toMatchObject({ labelWhitelist: ['up', 'down', 'flat'], maxLabelsPerSubmission: 3n });
    await run('topic', 'update', topic, '--c-norm', '0.5');
    expect(await shown()).toEqual({ ...before, cNorm: '0.5' });
    await run('topic', 'update', topic, '--labels', 'up, down', '--max-labels', '2', '--label-default', '0.2');
    const changed = { labelWhitelist: ['up', 'down'], maxLabelsPerSubmission: 2n, labelDefaultValue: '0.2' };
    expect(await shown()).toEqual({ ...before, cNorm: '0.5', ...changed });
    const both = await box.allo('topic', 'update', topic, '--any-label', '--labels', 'up', '--json');
    expect(both.code).toBe(2);
    await run('topic', 'update', topic, '--any-label');
    expect((await shown())?.labelWhitelist).toEqual([]);
  });

  it('are paid for what their inference is worth', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const nonce = await play(topic, { bob: '10', carol: '11' });
    await nextEpoch(topic);
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

  it('ask before the last known admin is taken off', async () => {
    const remove = (...args: string[]) =>
      box.allo('topic', 'whitelist', 'remove', 'admins', 'alice', ...args, '--json');
    const alone = await remove();
    expect([alone.code, JSON.parse(alone.stdout).error.code]).toEqual([2, 'ALLO2008']);
    expect(JSON.parse(alone.stdout).error.message).toContain('No other admin is known');
    await run('topic', 'whitelist', 'add', 'admins', 'bob');
    expect((await remove()).code).toBe(0);
    await block();
    const last = ['topic', 'whitelist', 'remove', 'admins', 'bob', '--from', 'bob'];
    expect((await box.allo(...last, '--json')).code).toBe(2);
    await run('topic', 'whitelist', 'add', 'admins', 'alice', '--from', 'bob');
    await run('topic', 'whitelist', 'remove', 'admins', 'bob');
    const { permissions } = await box.json<{ permissions: { on: string[] } }>(
      ...['topic', 'whitelist', 'show', '--account', 'alice'],
    );
    expect(permissions.on).toContain('admins');
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
