import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActorScores } from '../../src/client/actor-scores.ts';
import { AlloraClient } from '../../src/client/client.ts';
import type { RemovalQueue } from '../../src/client/stake-queue.ts';
import type { ReputerStake } from '../../src/client/topic-stakes.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import type { EpochExplanation } from '../../src/workbench/explain-epoch.ts';
import type { EpochRewards } from '../../src/workbench/rewards/read-rewards.ts';
import type { VerifiedEpoch } from '../../src/workbench/verify/verify-epoch.ts';
import { verifyEpoch } from '../../src/workbench/verify/verify-epoch.ts';
import { sandbox } from './allo.ts';
import { changedDevnet } from './quiet-devnet.ts';
import { FORECASTERS, INFERERS, REPUTERS, rewardedTopic } from './rewarded-topic.ts';

const SEED = 'rewards';
const EPOCHS = 6;

const box = sandbox();
const addresses: Record<string, string> = {};
const nonces: number[] = [];
let client: AlloraClient;

const at = (name: string): string => addresses[name] ?? '';
const nonce = (epoch: number): string => `${nonces[epoch]}`;

beforeAll(async () => {
  const genesis = ['--block-time', 'manual', '--genesis-time', '2026-01-01T00:00:00Z', '--seed', SEED];
  const up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '1', '--rpc-port', '0', ...genesis);
  for (const { name, address } of up.accounts) addresses[name] = address;
  client = new AlloraClient(up.endpoints.rpc ?? '');
  const topic = rewardedTopic(up, SEED);
  await topic.open();
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) nonces.push(await topic.play(epoch));
});

afterAll(() => box.close());

type Explained = EpochExplanation & EpochRewards;

describe('the explanation of a rewarded epoch', () => {
  it('leads from scores to what everybody was paid', async () => {
    const { rewards } = await box.json<Explained>('synthesis', 'explain', '1', '--nonce', nonce(3));
    const { actors, reward, tasks, chi, gamma, none, judgedAt } = rewards!;
    expect(judgedAt).toBe(nonces[5]);
    expect(none).toBeNull();
    const of = (task: string) => actors.filter((actor) => actor.task === task);
    const known = (names: readonly string[]) => names.map(at).sort();
    expect(of('inferer').map(({ address }) => address)).toEqual(known(INFERERS));
    expect(of('forecaster').map(({ address }) => address)).toEqual(known(FORECASTERS));
    expect(of('reputer').map(({ address }) => address)).toEqual(known(Object.keys(REPUTERS)));
    for (const task of ['inferer', 'forecaster', 'reputer'] as const) {
      const fractions = of(task).map(({ fraction }) => Number(fraction));
      expect(fractions.reduce((sum, fraction) => sum + fraction, 0)).toBeCloseTo(1, 12);
      const paid = of(task).map((actor) => Dec.parse(actor.reward!).add(Dec.parse(actor.toDelegators ?? '0')));
      const whole = paid.reduce((sum, part) => sum.add(part)).toNumber();
      expect(whole / Number(tasks![task])).toBeCloseTo(1, 12);
    }
    const given = Object.values(tasks!).reduce((sum, part) => sum + Number(part), 0);
    expect(given / Number(reward)).toBeCloseTo(1, 12);
    expect(Number(chi)).toBeGreaterThanOrEqual(0.1);
    expect(Number(gamma)).toBeGreaterThan(1);
    const grace = of('reputer').find(({ address }) => address === at('grace'))!;
    expect(Number(grace.coefficient!.after)).toBeLessThan(1);
    expect(BigInt(grace.toDelegators!)).toBeGreaterThan(0n);
  });

  it('says in words why, and warns of the weak spots that it sees', async () => {
    const { weakSpots } = await box.json<Explained>('synthesis', 'explain', '1', '--nonce', nonce(3));
    expect(weakSpots.map(({ kind, address }) => [kind, address])).toEqual(
      [at('grace'), at('heidi')].sort().map((address) => ['large-reputer', address]),
    );
    const { stdout } = await box.allo('synthesis', 'explain', '1', '--nonce', nonce(3));
    expect(stdout).toMatch(
      /^dave \(inferer\): Without it the network would have lost [\d.]+ (more|less)\. It has [\d.]+ % of what inferers share\.$/m,
    );
    expect(stdout).toMatch(/^grace \(reputer\): Its losses lie .* the network listens to it less than before, with a/m);
    expect(stdout).toMatch(/^erin \(forecaster\): Alone it .*, among the others its absence .*; both together are/m);
    expect(stdout).toMatch(
      /^Weak spot: heidi has 3\d\.\d % of the stake that reports\. Network losses are means by raw/m,
    );
  });

  it('says why there is nothing to explain yet', async () => {
    const open = await box.json<Explained>('synthesis', 'explain', '1', '--nonce', nonce(4));
    expect(open.rewards).toBeNull();
    expect(open.missing).toBe(
      `The losses of this epoch are not known yet: its reputers' window closes in block ${nonces[4]! + 24}.`,
    );
  });
});

describe('the verification of a stored epoch', () => {
  it.each([0, 1, 2, 3])('computes epoch %i once more, and finds every digit', async (epoch) => {
    const verified = await box.json<VerifiedEpoch>('synthesis', 'verify', '1', '--nonce', nonce(epoch));
    expect(verified).toMatchObject({ nonce: nonces[epoch], different: 0, judgedAt: nonces[epoch]! + 24 });
    expect(verified.stages.map(({ stage }) => stage)).toEqual([
      'network inference',
      'outlier-resistant',
      'network losses',
      'regrets',
      'scores',
      'rewards',
    ]);
    for (const { compared } of verified.stages) expect(compared).toBeGreaterThan(6);
    expect(verified.stages.flatMap(({ skipped }) => skipped)).toEqual([]);
  });

  it('stops at what is there while an epoch is not judged', async () => {
    const { stdout, code } = await box.allo('synthesis', 'verify', '1', '--nonce', nonce(4));
    expect(code).toBe(0);
    expect(stdout).toContain('not judged yet');
    expect(stdout).toMatch(/All \d+ figures are the same, digit for digit\./);
  });

  it('tells the figures that do not follow from what the node says', async () => {
    const lying = new AlloraClient(client.rpc.url);
    const query = lying.query.bind(lying);
    lying.query = async (method, request, height) => {
      const answer = await query(method, request, height);
      if (method.name === 'GetReputersScoresAtBlock') {
        const { scores } = answer as unknown as { scores: { scores: { score: string }[] } };
        scores.scores[0]!.score = `${scores.scores[0]!.score}1`;
      }
      return answer;
    };
    const { stages, different } = await verifyEpoch(lying, 1n, BigInt(nonces[3]!));
    expect(different).toBe(1);
    const [difference] = stages.find(({ stage }) => stage === 'scores')!.differences;
    expect(difference!.figure).toMatch(/^score reputer allo1/);
    expect(difference!.stored).toBe(`${difference!.computed}1`);
  });
});

describe('the readers of stake and scores', () => {
  it('list reputers by stake, with how much the network listens', async () => {
    const { reputers } = await box.json<{ reputers: ReputerStake[] }>('stake', 'list', '1');
    expect(reputers.map(({ reputer }) => reputer)).toEqual(['grace', 'heidi', 'ivan'].map(at));
    expect(reputers.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(reputers[0]!.delegated).toBe(`${100n * 10n ** 18n}`);
    const queue = await box.json<RemovalQueue>('stake', 'queue', '1');
    expect([queue.own, queue.delegated]).toEqual([[], []]);
  });

  it('show what a delegator has earned', async () => {
    const { rewards } = await box.json<{ rewards: { reputer: string; pending: string }[] }>(
      ...['stake', 'rewards', '1', '--from', 'judy'],
    );
    expect(rewards).toMatchObject([{ reputer: at('grace'), amount: `${100n * 10n ** 18n}` }]);
    expect(BigInt(rewards[0]!.pending)).toBeGreaterThan(0n);
  });

  it('show scores epoch by epoch', async () => {
    const scores = await box.json<ActorScores>('worker', 'scores', '1', '--from', 'carol', '--epochs', '3');
    expect(scores.epochs.map((epoch) => epoch.nonce)).toEqual([nonces[3], nonces[2], nonces[1]]);
    expect(scores.lastNonce).toBe(nonces[5]);
    const reputer = await box.json<ActorScores>('reputer', 'scores', '1', '--from', 'grace');
    expect(Number(reputer.listeningCoefficient)).toBeLessThan(1);
    expect(reputer.epochs).toHaveLength(4);
  });

  it('compare topics by weight', async () => {
    const { topics, minimum } = await box.json<{ topics: Record<string, unknown>[]; minimum: string }>(
      'topic',
      'weights',
    );
    expect(minimum).toBe('100');
    expect(topics).toMatchObject([{ topicId: '1', active: true, share: 1, rivals: [] }]);
  });
});

describe('the watchers, from a block on that is past', () => {
  const lines = async (...args: string[]) => {
    const { stdout, code, stderr } = await box.allo(...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { height: number; name: string; says: string; data: Record<string, unknown> });
  };

  it('tell the steps of an epoch in their order', async () => {
    const found = await lines('epoch', 'watch', '1', '--height', nonce(3), '--limit', '25');
    const names = found.map(({ name }) => name);
    expect(names[0]).toBe('WorkerSubmissionWindowOpened');
    const order = ['RewardsSettled', 'InsertInfererPayload', 'InsertReputerPayload', 'NetworkInferenceBundle'];
    expect(order.map((name) => names.indexOf(name)).every((place, i, all) => place > (all[i - 1] ?? -1))).toBe(true);
    expect(found.find(({ name }) => name === 'InsertInfererPayload')!.says).toMatch(/^bob answers 9\.6$/);
  });

  it('tell what moves a topic', async () => {
    const found = await lines('topic', 'watch', '1', '--height', '1', '--limit', '16');
    expect(found[0]).toMatchObject({ height: 2, says: 'the topic is created' });
    expect(found.map(({ says }) => says)).toContain('judy stakes 100 ALLO on grace');
    expect(found.filter(({ name }) => name === 'TopicStatusChanged')).toHaveLength(1);
  });

  it('tell typed events, of the types and the topic that were asked for', async () => {
    const found = await lines(
      'events',
      'watch',
      '--type',
      'ScoresSet',
      '--topic',
      '1',
      '--height',
      '1',
      '--limit',
      '2',
    );
    expect(found.map(({ name }) => name)).toEqual(['ScoresSet', 'ScoresSet']);
    expect(found[0]!.data).toMatchObject({ topic_id: '1', block_height: nonce(0) });
    const [transfer] = await lines('events', 'watch', '--type', 'transfer', '--height', '1', '--limit', '1');
    expect(transfer!.name).toBe('transfer');
    for (const type of ['ScoreSet', 'scoreset', 'nonsense']) {
      const wrong = await box.allo('events', 'watch', '--type', type, '--json');
      expect([wrong.code, JSON.parse(wrong.stdout).error.code]).toEqual([2, 'ALLO2004']);
    }
  });

  it('tell inferences with their intervals', async () => {
    const { stdout } = await box.allo('inference', 'watch', '1', '--height', nonce(3), '--limit', '1');
    expect(stdout).toMatch(
      new RegExp(`^ +${nonces[3]! + 10}  epoch ${nonce(3)}: 10\\.\\d+, mostly [\\d.]+ to [\\d.]+\n$`),
    );
  });
});

describe('the doctors where nothing is wrong', () => {
  it.each([
    ['worker', 'bob'],
    ['forecaster', 'erin'],
    ['reputer', 'ivan'],
  ])('%s %s takes part', async (role, name) => {
    const { findings } = await box.json<{ findings: { level: string }[] }>(role, 'doctor', '1', '--from', name);
    expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(['ok']));
  });

  it('warns of what is weak in a topic that runs', async () => {
    const { code, stdout } = await box.allo('topic', 'doctor', '1');
    expect(code).toBe(0);
    expect(stdout.match(/^weak spot +look +(\w+) has/gm)).toHaveLength(2);
  });
});

describe('a network whose losses follow the stake that is listened to', () => {
  const experiment = sandbox();
  afterAll(() => experiment.close());

  it('is explained and verified like any other, and named so', async () => {
    const up = await changedDevnet(
      experiment,
      ({ emissions }) => {
        emissions.experiments = { adjusted_stakes: true };
      },
      ...['--seed', SEED],
    );
    const topic = rewardedTopic(up, SEED);
    await topic.open();
    const played: number[] = [];
    for (let epoch = 0; epoch < 4; epoch += 1) played.push(await topic.play(epoch));
    const verified = await experiment.json<VerifiedEpoch>('synthesis', 'verify', '1', '--nonce', `${played[1]}`);
    expect(verified.different).toBe(0);
    expect(verified.stages.map(({ stage }) => stage)).toContain('network losses, by the stake listened to');
  });
});
