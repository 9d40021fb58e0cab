import { describe, expect, it } from 'vitest';
import { register } from '../../src/client/actions/register.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { ALLO, actorNetwork } from './actor-network.ts';

const network = actorNetwork('doctors');
const { box, at, run, block, from, newTopic, staffedTopic, stake, fund, activeTopic, nextEpoch, play, doctor, client } =
  network;

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
    const { balance } = await client().query(Bank.method.balance, { address: at('ivan'), denom: 'uallo' });
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
    const next = async () => {
      const { code, findings } = await doctor('topic', 'doctor', `${topic}`);
      expect(code).toBe(10);
      return findings.find(({ cause }) => cause === 'topicInactive')?.next;
    };
    // Only who is registered can stake.
    expect(await next()).toBe(`allo reputer register ${topic} --from <reputer>`);
    await run('reputer', 'register', `${topic}`, '--from', 'heidi');
    expect(await next()).toBe(`allo stake add ${topic} --amount 100allo --from <reputer>`);
  });

  it('tells who missed a window, that a nonce is fulfilled, and that one inferer is alone', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const first = await play(topic, { bob: '10', carol: '11' });
    await play(topic, { bob: '10.5' });
    await nextEpoch(topic);
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
    await nextEpoch(topic);
    expect((await doctor('topic', 'doctor', `${topic}`)).code).toBe(19);
  });

  it('tells whose score is below those of the active set', async () => {
    const topic = await activeTopic(['bob', 'carol', 'dave']);
    await run('params', 'update', 'max_top_inferers_to_reward=2');
    try {
      await play(topic, { bob: '10', carol: '11', dave: '12' });
      await nextEpoch(topic);
      const { code, findings } = await doctor('worker', 'doctor', `${topic}`, '--from', 'dave');
      expect(code).toBe(17);
      expect(findings.find(({ cause }) => cause === 'scoreTooLow')?.next).toContain('allo worker scores');
    } finally {
      await run('params', 'update', 'max_top_inferers_to_reward=32');
    }
  });
});

describe('the doctors know which epochs there were', () => {
  const finding = async (topic: bigint, check: string) =>
    (await doctor('topic', 'doctor', `${topic}`)).findings.find((found) => found.check === check);
  const levels = async (topic: bigint, name: string) => {
    const { findings } = await doctor('worker', 'doctor', `${topic}`, '--from', name);
    return Object.fromEntries(findings.map(({ check, level }) => [check, level]));
  };
  const fine = { window: 'ok', place: 'ok' };

  it('while the first window is open', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const before = await finding(topic, 'active');
    expect(before).toMatchObject({ level: 'ok', next: null });
    expect(before?.detail).toMatch(
      /^weight 1e\+20 \(100 is needed\); it counts from the next epoch, which opens at block \d+$/,
    );
    await play(topic, { bob: '10' });
    expect((await doctor('topic', 'doctor', `${topic}`)).code).toBe(0);
    expect(await finding(topic, 'answers')).toMatchObject({ level: 'ok', detail: 'no epoch is over yet' });
    for (const name of ['bob', 'carol']) {
      expect(await doctor('worker', 'doctor', `${topic}`, '--from', name)).toMatchObject({ code: 0 });
    }
    const stranger = await doctor('worker', 'doctor', `${topic}`, '--from', 'erin');
    expect(stranger.code).toBe(11);
    expect(stranger.findings.filter(({ level }) => level !== 'ok')).toMatchObject([{ cause: 'notRegistered' }]);
  });

  it('after an epoch in which nobody answered, of which only events tell', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    await play(topic, { bob: '10', carol: '11' });
    const empty = await play(topic, {});
    await play(topic, { bob: '10' });
    expect((await finding(topic, 'answers'))?.detail).toContain(`in the epoch of nonce ${empty}: it is lost`);
    expect(await levels(topic, 'carol')).toMatchObject({ window: 'wrong' });
    expect(await levels(topic, 'bob')).toMatchObject(fine);
  });

  it('after a gap in which the topic was not active', async () => {
    const topic = await activeTopic(['bob', 'carol']);
    const last = await play(topic, { bob: '10', carol: '11' });
    await run('params', 'update', `min_topic_weight=${10n ** 30n}`);
    try {
      await block(12);
    } finally {
      await run('params', 'update', 'min_topic_weight=100');
    }
    expect((await doctor('worker', 'doctor', `${topic}`, '--from', 'bob')).code).toBe(10);
    await fund(topic);
    await block(5);
    await play(topic, { bob: '10' });
    expect((await finding(topic, 'answers'))?.detail).toBe(
      `2 inferers and 0 forecasters in the epoch of nonce ${last}`,
    );
    for (const name of ['bob', 'carol']) expect(await levels(topic, name)).toMatchObject(fine);
  });

  it('after a block in which the topic had no place', async () => {
    const [light, heavy] = [await staffedTopic(['bob', 'carol']), await staffedTopic(['bob'])];
    await stake(light, 100n * ALLO);
    await stake(heavy, 400n * ALLO);
    await block();
    const first = await play(light, { bob: '10', carol: '11' });
    await run('params', 'update', 'max_active_topics_per_block=1');
    try {
      await block(12);
    } finally {
      await run('params', 'update', 'max_active_topics_per_block=100');
    }
    expect(await finding(light, 'active')).toMatchObject({ cause: 'topicInactive' });
    expect((await finding(heavy, 'active'))?.level).toBe('ok');
    await fund(light);
    await block(3);
    await play(light, { bob: '10' });
    expect((await finding(light, 'answers'))?.detail).toContain(`in the epoch of nonce ${first}`);
    for (const name of ['bob', 'carol']) expect(await levels(light, name)).toMatchObject(fine);
  });
});
