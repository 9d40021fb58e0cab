import type { Message } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertReputerPayload } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import type { ActorStatus } from '../../src/client/actor-status.ts';
import { AlloraClient } from '../../src/client/client.ts';
import type { EpochRecord } from '../../src/client/epochs.ts';
import { ClientError } from '../../src/client/errors.ts';
import type { InferenceFamily } from '../../src/client/inferences.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { confidenceIntervals } from '../../src/protocol/synthesis/index.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import type { ConsumedInference } from '../../src/workbench/consume.ts';
import type { EpochExplanation } from '../../src/workbench/explain-epoch.ts';
import { readEpoch } from '../../src/workbench/read-epoch.ts';
import { readStanding } from '../../src/workbench/standing.ts';
import { judgeEpoch } from '../../src/worker/judge.ts';
import { sandbox } from './allo.ts';
import { type Judge, LOSS_FLOOR, type ModelEpoch, TopicModel } from './topic-model.ts';

/** Five of them: the quartile that newcomers start from is then exactly the regret of one. */
const WORKERS = ['bob', 'carol', 'dave', 'frank', 'ivan'];
const TRUTHS = [10.1, 10.4, 9.9, 10.2];
const STAKES = { grace: 100n * 10n ** 18n, heidi: 250n * 10n ** 18n };

const SEED = 'topic';

const box = sandbox();
const addresses: Record<string, string> = {};
const nonces: number[] = [];
const epochs: ModelEpoch[] = [];
let client: AlloraClient;

const at = (name: string): string => addresses[name] ?? '';
const advance = (...args: string[]) => box.json<{ height: number }>('devnet', 'advance', ...args);
const block = () => advance('--blocks', '1');

/** Waits for the several commands, which only hand in transactions: nothing waits for a block here. */
async function together(commands: readonly string[][]): Promise<void> {
  const outcomes = await Promise.all(commands.map((command) => box.json<{ height: null; txHash: string }>(...command)));
  for (const { height, txHash } of outcomes) {
    expect(height).toBeNull();
    expect(txHash).toMatch(/^[0-9A-F]{64}$/);
  }
}

function inferencesOf(epoch: number): Record<string, string> {
  const present = epoch < 2 ? WORKERS : [...WORKERS, 'judy'];
  return Object.fromEntries(
    present.map((name, i) => [name, (10 + (i - 2) * 0.37 + epoch * 0.11 * (i % 2)).toFixed(4)]),
  );
}

function forecastsOf(epoch: number): Record<string, Record<string, string>> {
  const about = (shift: number) =>
    Object.fromEntries(Object.keys(inferencesOf(epoch)).map((name, i) => [name, (-1.5 + 0.3 * i + shift).toFixed(3)]));
  return { erin: about(0.1 * epoch), dave: about(-0.2) };
}

const pairs = (forecast: Record<string, string>) =>
  Object.entries(forecast).flatMap(([name, loss]) => ['--forecast', `${name}=${loss}`]);

const byAddress = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [at(name), value]));

function truths(epoch: number): Record<keyof typeof STAKES, string> {
  const truth = TRUTHS[epoch] ?? 0;
  return { grace: `${truth}`, heidi: `${truth + 0.05}` };
}

/** The reputers of an epoch with the stake that they had before the block that judged it: rewards are added to it. */
function judges(epoch: number): Promise<Judge[]> {
  const before = BigInt(nonces[epoch + 2] ?? 0) - 1n;
  return Promise.all(
    Object.entries(truths(epoch)).map(async ([name, truth]) => {
      const of = { topicId: 1n, reputer: at(name) };
      const { authority } = await client.query(QueryService.method.getStakeReputerAuthority, of, before);
      return { reputer: at(name), stake: BigInt(authority), truth };
    }),
  );
}

/** The same as the commands send, sent from here: every other epoch, so that this does not start a hundred processes. */
async function submitFromHere(epoch: number): Promise<void> {
  const signer = async (name: string) => signerFromKey(await devnetKey(SEED, name));
  const hand = async (name: string, message: (signer: Signer) => Message) => {
    const by = await signer(name);
    await send(client, by, [message(by)], { noWait: true });
  };
  const { inferences, forecasts } = { inferences: inferencesOf(epoch), forecasts: forecastsOf(epoch) };
  const nonce = BigInt(nonces[epoch] ?? 0);
  for (const name of new Set([...Object.keys(inferences), ...Object.keys(forecasts)])) {
    const [inference, forecast] = [inferences[name], forecasts[name]];
    const elements = Object.entries(byAddress(forecast ?? {})).map(([inferer, value]) => ({ inferer, value }));
    await hand(name, (by) =>
      insertWorkerPayload(by, {
        ...{ topicId: 1n, nonce },
        ...(inference === undefined ? {} : { inference }),
        ...(forecast ? { forecast: elements } : {}),
      }),
    );
  }
  for (const [name, truth] of Object.entries(truths(epoch - 1))) {
    const judged = BigInt(nonces[epoch - 1] ?? 0);
    const losses = await judgeEpoch(client, 1n, judged, { value: Dec.parse(truth), floor: Dec.parse(LOSS_FLOOR) });
    await hand(name, (by) => insertReputerPayload(by, 1n, judged, losses));
  }
}

async function submitWork(epoch: number): Promise<void> {
  const forecasts = forecastsOf(epoch);
  await together([
    ...Object.entries(inferencesOf(epoch)).map(([name, value]) => [
      ...['worker', 'submit', '1', '--from', name, '--value', value],
      ...(name === 'dave' ? pairs(forecasts.dave ?? {}) : []),
    ]),
    ['forecaster', 'submit', '1', '--from', 'erin', ...pairs(forecasts.erin ?? {})],
  ]);
}

async function submitLosses(epoch: number): Promise<void> {
  const { grace, heidi } = truths(epoch);
  const report = (from: string, truth: string) => [
    ...['reputer', 'submit', '1', '--from', from, '--truth', truth, '--loss-floor', LOSS_FLOOR],
    ...['--nonce', `${nonces[epoch]}`],
  ];
  await together([report('grace', grace), report('heidi', heidi)]);
}

beforeAll(async () => {
  const genesis = ['--block-time', 'manual', '--genesis-time', '2026-01-01T00:00:00Z', '--seed', SEED];
  const up = await box.json<DevnetStatus>('devnet', 'up', '--validators', '1', '--rpc-port', '0', ...genesis);
  for (const { name, address } of up.accounts) addresses[name] = address;
  client = new AlloraClient(up.endpoints.rpc ?? '');

  await together([['topic', 'create', '--metadata', 'degrees at noon']]);
  await block();
  await together([
    ...WORKERS.map((name) => ['worker', 'register', '1', '--from', name]),
    ['forecaster', 'register', '1', '--from', 'erin'],
    ...Object.keys(STAKES).map((name) => ['reputer', 'register', '1', '--from', name]),
    ['topic', 'fund', '1', '--amount', '100allo'],
  ]);
  await block();
  await together([
    ...Object.entries(STAKES).map(([name, amount]) => [
      'stake',
      'add',
      '1',
      '--from',
      name,
      '--amount',
      `${amount}uallo`,
    ]),
    ['stake', 'delegate', '1', 'grace', '--from', 'judy', '--amount', '1allo'],
  ]);
  await block();

  // Worker windows of 10 blocks and reputer windows from 12 to 24 blocks: each epoch begins with the losses of the one before.
  const model = new TopicModel();
  for (let epoch = 0; epoch < TRUTHS.length; epoch++) {
    const { height } = await advance('--epochs', '1', '--topic', '1');
    nonces.push(height);
    if (epoch === 2) {
      await together([['worker', 'register', '1', '--from', 'judy']]);
      await block();
    }
    if (epoch >= 2) model.closeReputers(epochs[epoch - 2]!, await judges(epoch - 2));
    if (epoch % 2 === 1) await submitFromHere(epoch);
    else await submitWork(epoch);
    if (epoch === 2) await submitLosses(epoch - 1);
    epochs.push(model.closeWorkers({ inferences: byAddress(inferencesOf(epoch)), forecasts: nested(epoch) }));
  }
  const { height } = await advance('--epochs', '1', '--topic', '1');
  nonces.push(height);
  model.closeReputers(epochs[2]!, await judges(2));
});

const nested = (epoch: number) =>
  byAddress(Object.fromEntries(Object.entries(forecastsOf(epoch)).map(([name, list]) => [name, byAddress(list)])));

afterAll(() => box.close());

describe('a topic over four epochs', () => {
  it('opens an epoch every twelve blocks', () => {
    expect(nonces.slice(1).map((nonce, i) => nonce - nonces[i]!)).toEqual([12, 12, 12, 12]);
  });

  it.each([0, 1, 2, 3])('synthesises epoch %i as the pure functions do', async (epoch) => {
    const { inferences } = epochs[epoch]!.synthesis;
    const family = await box.json<InferenceFamily>('synthesis', 'show', '1', '--nonce', `${nonces[epoch]}`);
    const list = (entries: typeof inferences.inferers) =>
      entries.map(({ worker, values }) => ({ worker, value: values[0]!.marshal() }));
    expect(family).toEqual({
      topicId: '1',
      nonce: nonces[epoch],
      combined: inferences.combined[0]!.marshal(),
      naive: inferences.naive[0]!.marshal(),
      inferers: list(inferences.inferers),
      forecasters: list(inferences.forecasters),
      oneOutInferers: list(inferences.oneOutInferers),
      oneOutForecasters: list(inferences.oneOutForecasters),
      oneInForecasters: list(inferences.oneInForecasters),
      oneOutInfererForecasters: inferences.oneOutInfererForecasters.map(({ forecaster, withheldInferer, values }) => ({
        forecaster,
        withheldInferer,
        value: values[0]!.marshal(),
      })),
    });
    expect(family.forecasters).toHaveLength(epoch < 2 ? 0 : 2);
  });

  it.each([0, 1, 2, 3])('explains epoch %i with the figures of the pure functions', async (epoch) => {
    const { synthesis, experienced, losses } = epochs[epoch]!;
    const explained = await box.json<EpochExplanation>('synthesis', 'explain', '1', '--nonce', `${nonces[epoch]}`);
    expect(explained.weighedBy).toBe(epoch < 2 ? 'nothing-yet' : 'regret');
    expect(explained.closedAt).toBe(nonces[epoch]! + 10);
    expect(explained.combinedLoss).toBe(losses?.combined.marshal() ?? null);
    expect(explained.scaleFrom).toBe(epoch < 2 ? null : 'losses');
    if (epoch >= 2) expect(explained.scale).toBe(synthesis.scale!.marshal());

    const { inferences, regrets } = synthesis;
    const roles = [
      ['inferer', inferences.inferers, regrets.inferers, inferences.weights.inferers, inferences.oneOutInferers],
      [
        'forecaster',
        inferences.forecasters,
        regrets.forecasters,
        inferences.weights.forecasters,
        inferences.oneOutForecasters,
      ],
    ] as const;
    for (const [role, own, used, weights, oneOut] of roles) {
      const actors = explained.actors.filter((actor) => actor.role === role);
      expect(actors.map(({ address }) => address)).toEqual(own.map(({ worker }) => worker));
      for (const [i, actor] of actors.entries()) {
        expect(actor.inference).toBe(own[i]!.values[0]!.marshal());
        const loss = losses?.[`${role}s`].find(({ worker }) => worker === actor.address);
        expect(actor.loss).toBe(loss?.value.marshal() ?? null);
        expect(actor.oneOutEffect).toBe(inferences.combined[0]!.sub(oneOut[i]!.values[0]!).marshal());
        if (epoch < 2) {
          expect([actor.regret, actor.normalisedRegret, actor.weight]).toEqual([null, null, '1']);
          continue;
        }
        expect(actor.regret).toBe(used[i]!.regret.marshal());
        expect(actor.normalisedRegret).toBe(used[i]!.regret.quo(synthesis.scale!).marshal());
        expect(actor.weight).toBe(weights[i]!.value.marshal());
        expect(actor.newcomer).toBe(!experienced[`${role}s`].includes(actor.address));
      }
    }
    const shares = explained.actors.reduce((sum, { normalisedWeight }) => sum + Number(normalisedWeight), 0);
    expect(shares).toBeCloseTo(1, 12);
  });

  it('says in words why a weight is what it is', async () => {
    const words = async (epoch: number) =>
      (await box.allo('synthesis', 'explain', '1', '--nonce', `${nonces[epoch]}`)).stdout;
    expect(await words(0)).toContain(
      'bob (inferer): Nobody has a track record yet, so every inference counts the same: 20.0 % of the whole.',
    );
    const third = await words(2);
    expect(third).toContain('judy (inferer): It is new here and starts from the topic');
    expect(third).toMatch(/nobody here stands better, so it has the full weight 1: \d+\.\d % of the whole\./);
    expect(third).toMatch(
      /So far it has lost more than the network \(regret -[\d.]+\); that is [\d.]+ scale units behind the best/,
    );
    expect(third).not.toContain('not known yet');
    expect(await words(3)).toContain(
      "The losses of this epoch are not known yet: its reputers' window closes in block",
    );
  });

  it('explains the same where the node has forgotten the state of then', async () => {
    const forgetful = new AlloraClient(client.rpc.url);
    const query = forgetful.query.bind(forgetful);
    forgetful.query = (method, request, height) =>
      height === undefined
        ? query(method, request)
        : Promise.reject(new ClientError('query', 'failed to load state at height: version does not exist'));
    for (const nonce of nonces.slice(0, 4)) {
      const facts = await readEpoch(client, 1n, BigInt(nonce));
      const [remembered, found] = await Promise.all([readStanding(client, facts), readStanding(forgetful, facts)]);
      expect(found.initialRegret.marshal()).toBe(remembered.initialRegret.marshal());
      expect(found.scale.marshal()).toBe(remembered.scale.marshal());
      expect(found.inferers.map(({ regret }) => regret.marshal())).toEqual(
        remembered.inferers.map(({ regret }) => regret.marshal()),
      );
    }
  });

  it('gives its consumers the inference with its confidence interval', async () => {
    const { inferences } = epochs[3]!.synthesis;
    const got = await box.json<ConsumedInference>('inference', 'get', '1');
    const { percentiles, values } = confidenceIntervals(inferences);
    expect(got).toEqual({
      topicId: '1',
      nonce: nonces[3],
      value: inferences.combined[0]!.marshal(),
      outlierResistant: expect.any(String),
      confidence: percentiles.map((percentile, i) => ({
        percentile: percentile.toString(),
        value: values[i]![0]!.marshal(),
      })),
    });
  });

  it('shows an epoch with who took part, under the names that people know', async () => {
    const record = await box.json<EpochRecord>('epoch', 'show', '1', '--nonce', `${nonces[2]}`);
    expect(record.inferences.map(({ inferer }) => inferer)).toEqual(Object.keys(byAddress(inferencesOf(2))).sort());
    expect(record.reputers).toEqual([at('grace'), at('heidi')].sort());
    expect(record.combinedLoss).toBe(epochs[2]!.losses!.combined.marshal());
    const { stdout } = await box.allo('epoch', 'show', '1', '--nonce', `${nonces[2]}`);
    expect(stdout).toMatch(/^inference of judy +11\.\d+$/m);
    expect(stdout).toMatch(/^forecast of erin +about 6 inferers$/m);
  });

  it('shows how its actors stand', async () => {
    const worker = await box.json<ActorStatus>('worker', 'status', '1', '--from', 'bob');
    expect(worker).toMatchObject({
      registered: true,
      permitted: true,
      topicActive: true,
      role: 'worker',
      latestInference: null,
    });
    expect(worker.window).toEqual({ open: true, nonce: nonces[4], start: nonces[4], end: nonces[4]! + 10 });
    expect(Number(worker.weight)).toBeGreaterThan(0);
    const forecaster = await box.json<ActorStatus>('forecaster', 'status', '1', '--from', 'erin');
    expect([forecaster.regret, forecaster.weight]).toEqual([expect.stringMatching(/\d/), expect.stringMatching(/\d/)]);
    const reputer = await box.json<ActorStatus>('reputer', 'status', '1', '--from', 'grace');
    // Its rewards were added to what it and its delegator have staked.
    expect(BigInt(reputer.stake ?? 0)).toBeGreaterThan(STAKES.grace + 10n ** 18n);
    const stranger = await box.json<ActorStatus>('worker', 'status', '1', '--from', 'alice');
    expect(stranger).toMatchObject({ registered: false, regret: null, weight: null });
    const delegator = await box.json('stake', 'show', '1', '--from', 'judy');
    expect(delegator).toMatchObject({ self: '0', delegatedFrom: `${10n ** 18n}` });
  });

  it('answers any query by name, and shows a transaction', async () => {
    const { modules } = await box.json<{ modules: { module: string }[] }>('query');
    expect(modules.map(({ module }) => module)).toContain('emissions');
    const { methods } = await box.json<{ methods: { name: string; request: string[] }[] }>('query', 'emissions');
    expect(methods).toContainEqual({ name: 'GetTopic', request: ['topic_id'] });
    const { topic } = await box.json<{ topic: { metadata: string } }>(
      'query',
      'emissions',
      'get-topic',
      '{"topicId":1}',
    );
    expect(topic.metadata).toBe('degrees at noon');
    const { txHash } = await box.json<{ txHash: string }>('topic', 'fund', '1', '--amount', '3uallo');
    await block();
    const tx = await box.json<Record<string, unknown>>('tx', 'show', txHash.toLowerCase());
    expect(tx).toMatchObject({
      hash: txHash,
      code: 0,
      signers: [at('alice')],
      messages: [{ '@type': '/emissions.v10.FundTopicRequest', topic_id: '1', amount: '3' }],
    });
  });

  it.each([
    [
      'the epoch of an unknown nonce',
      ['synthesis', 'explain', '1', '--nonce', '5'],
      'topic 1 keeps no network inference for nonce 5',
    ],
    ['an epoch that is still open', ['synthesis', 'show', '1', '--nonce', 'open'], 'its worker window closes in block'],
    ['a nonce that opened nothing', ['epoch', 'show', '1', '--nonce', '5'], 'topic 1 keeps nothing of nonce 5'],
    ['a topic that does not exist', ['inference', 'get', '7'], 'topic 7 not found'],
    ['a transaction that no block holds', ['tx', 'show', 'AB'.repeat(32)], 'No block holds a transaction'],
  ])('says clearly what is wrong with %s', async (_, command, message) => {
    const { code, stdout } = await box.allo(
      ...command.map((word) => (word === 'open' ? `${nonces[4]}` : word)),
      '--json',
    );
    expect([code, JSON.parse(stdout).error.code]).toEqual([5, 'ALLO5002']);
    expect(JSON.parse(stdout).error.message).toContain(message);
  });

  it('forgets epochs that lie too far back, and says so', async () => {
    await advance('--epochs', '25', '--topic', '1');
    await together([['worker', 'submit', '1', '--from', 'bob', '--value', '10']]);
    await advance('--epochs', '1', '--topic', '1');
    await together([['reputer', 'submit', '1', '--from', 'grace', '--truth', '10.2', '--loss-floor', LOSS_FLOOR]]);
    await advance('--epochs', '1', '--topic', '1');
    const { code, stdout } = await box.allo('synthesis', 'explain', '1', '--nonce', `${nonces[0]}`, '--json');
    expect([code, JSON.parse(stdout).error.code]).toEqual([5, 'ALLO5002']);
    expect(JSON.parse(stdout).error.message).toContain('it has been pruned');
    const single = await box.json<EpochExplanation>('synthesis', 'explain', '1');
    expect(single.weighedBy).toBe('only-one');
    expect(single.actors).toMatchObject([
      { address: at('bob'), weight: '1', normalisedWeight: expect.stringMatching(/^1(\.0+)?$/), oneOutEffect: null },
    ]);
  });
});
