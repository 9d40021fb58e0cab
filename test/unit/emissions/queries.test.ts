import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { registryOf } from '../../../src/chain/modules/emissions/labels/registry.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { NoncesSchema, ReputerRequestNoncesSchema, ScoreSchema } from '../../../src/wire/gen/emissions/v3/types_pb.ts';
import { QueryService } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  InferenceSchema,
  InferencesSchema,
  NetworkInferenceBundleSchema,
  TopicOutputArity,
} from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { encode } from '../../../src/wire/index.ts';
import { alice, bob, carol, dave, Network } from './network.ts';
import { codeOf } from './workbench.ts';

const NOT_FOUND = 'sdk/22';

/** A network with topic 1 at height 14: churned at 13, worker nonce 13 open until 23. */
function churned(): Network {
  const network = new Network();
  network.createTopic();
  network.send('register', { sender: bob, topicId: 1n, owner: carol, isReputer: true });
  network.send('register', { sender: carol, topicId: 1n, owner: carol, isReputer: false });
  network.send('addStake', { sender: bob, topicId: 1n, amount: '20000' });
  network.advanceTo(14n);
  return network;
}

test('every query is there', () => {
  const [service] = new Network().module.queries;
  expect(Object.keys(QueryService.method).filter((name) => !service?.methods.has(name))).toEqual([]);
});

test('every answer can be put on the wire, whatever is asked', () => {
  const network = churned();
  const [service] = network.module.queries;
  const asked = {
    topicId: 1n,
    blockHeight: 13n,
    address: bob,
    reputer: bob,
    reputerAddress: bob,
    workerAddress: carol,
    delegatorAddress: carol,
    actorId: carol,
    target: bob,
    delegator: carol,
  };
  const answered: string[] = [];
  for (const [name, handler] of service?.methods ?? []) {
    const method = QueryService.method[name as keyof typeof QueryService.method];
    const known = method.input.fields.map((field) => field.localName);
    const request = Object.fromEntries(Object.entries(asked).filter(([field]) => known.includes(field)));
    const code = codeOf(() => {
      const answer = handler(network.ctx, create(method.input, request as never) as never);
      encode(method.output, create(method.output, answer as never));
      answered.push(name);
    });
    expect(['ok', NOT_FOUND], `${name}: ${code}`).toContain(code);
  }
  expect(answered.length).toBeGreaterThan(80);
});

describe('what is not there', () => {
  const network = churned();
  const topicId = 1n;
  const of = { topicId, blockHeight: 99n };
  test.each([
    ['getTopic', { topicId: 9n }],
    ['getInferencesAtBlock', of],
    ['getForecastsAtBlock', of],
    ['getNetworkLossBundleAtBlock', of],
    ['getReputerLossBundlesAtBlock', of],
    ['getNetworkInferencesAtBlock', { topicId, blockHeightLastInference: 99n }],
    ['getNetworkInferencesAtBlockOutlierResistant', { topicId, blockHeightLastInference: 99n }],
    ['getLatestNetworkInferences', { topicId }],
    ['getLatestNetworkInferencesOutlierResistant', { topicId }],
    ['getWorkerLatestInputInferenceByTopicId', { topicId, workerAddress: carol }],
    ['getWorkerNodeInfo', { address: bob }],
    ['getReputerNodeInfo', { address: carol }],
    ['getTopicLastWorkerCommitInfo', { topicId }],
    ['getTopicLastReputerCommitInfo', { topicId }],
    ['getCurrentLowestInfererScore', { topicId }],
    ['getWorkerSubmissionWindowStatus', { topicId: 9n, address: carol }],
    ['getInfererNetworkRegret', { topicId: 9n, actorId: carol }],
  ] as const)('%s of nothing is NotFound', (method, request) => {
    expect(codeOf(() => network.query(method, request as never))).toBe(NOT_FOUND);
  });

  test('numbers are zero, coefficients one, regrets the initial one', () => {
    const actor = { topicId, actorId: dave };
    expect(network.query('getTopicRewardNonce', { topicId })).toEqual({ nonce: 0n });
    expect(network.query('getPreviousTopicWeight', { topicId: 9n })).toEqual({ weight: '0', notFound: true });
    expect(network.query('getTopicFeeRevenue', { topicId: 9n })).toEqual({ feeRevenue: '0' });
    expect(network.query('getNextChurningBlockByTopicId', { topicId: 9n })).toEqual({ blockHeight: 0n });
    expect(network.query('getLatestInfererWeight', actor)).toEqual({ weight: '0' });
    expect(network.query('getLatestForecasterWeight', actor)).toEqual({ weight: '0' });
    expect(network.query('getLatestRegretStdNorm', { topicId })).toEqual({ value: '0' });
    expect(network.query('getInfererNetworkRegret', actor)).toEqual({ regret: { blockHeight: 0n, value: '0' } });
    expect(network.query('getCountInfererInclusionsInTopic', { topicId, inferer: dave })).toEqual({ count: 0n });
    expect(network.query('getListeningCoefficient', { topicId, reputer: bob })).toEqual({
      listeningCoefficient: { coefficient: '1' },
    });
    expect(network.query('getPreviousReputerRewardFraction', { topicId, reputer: bob })).toEqual({
      rewardFraction: '0',
      notFound: true,
    });
    expect(network.query('getInfererScoreEma', { topicId, inferer: dave })).toEqual({
      score: { topicId, address: dave, score: '0' },
    });
    expect(network.query('getReputersScoresAtBlock', of)).toEqual({ scores: { scores: [] } });
    expect(network.query('getTopicInitialInfererEmaScore', { topicId })).toEqual({ score: '0' });
    expect(network.query('getPreviousTopicQuantileReputerScoreEma', { topicId })).toEqual({ value: '0' });
    expect(network.query('getLatestTopicInferences', { topicId })).toEqual({
      inferences: { inferences: [] },
      blockHeight: 0n,
    });
    expect(network.query('getTotalRewardToDistribute', {})).toEqual({ totalReward: '0' });
    expect(network.query('getPreviousPercentageRewardToStakedReputers', {})).toEqual({ percentageReward: '0' });
  });
});

describe('nonces and windows', () => {
  test('the open worker window, and the one that the next churn opens', () => {
    const network = churned();
    expect(network.query('getUnfulfilledWorkerNonces', { topicId: 1n })).toEqual({
      nonces: { nonces: [{ blockHeight: 13n }] },
    });
    expect(network.query('isWorkerNonceUnfulfilled', { topicId: 1n, blockHeight: 13n })).toEqual({
      isWorkerNonceUnfulfilled: true,
    });
    expect(network.query('getOpenWorkerSubmissionWindows', { topicId: 1n })).toEqual({
      nonces: { nonces: [{ blockHeight: 13n }] },
    });
    const status = network.query('getWorkerSubmissionWindowStatus', { topicId: 1n, address: carol });
    expect(status).toEqual({
      isOpen: true,
      currentNonceBlockHeight: 13n,
      windowStartBlock: 13n,
      windowEndBlock: 23n,
      nextWindowStartBlock: 25n,
      nextWindowEndBlock: 35n,
      isRegistered: true,
      isWhitelisted: true,
      isTopicActive: true,
    });
    expect(network.query('getReputerSubmissionWindowStatus', { topicId: 1n, address: alice })).toMatchObject({
      isOpen: false,
      currentNonceBlockHeight: 0n,
      nextWindowStartBlock: 25n,
      nextWindowEndBlock: 37n,
      isRegistered: false,
    });
  });

  test('of two open reputer windows the one that closes first is current', () => {
    const network = churned();
    const nonces = [25n, 13n].map((blockHeight) => ({ reputerNonce: { blockHeight } }));
    state.unfulfilledReputerNonces.set(network.ctx, 1n, create(ReputerRequestNoncesSchema, { nonces }));
    state.unfulfilledWorkerNonces.set(network.ctx, 1n, create(NoncesSchema, {}));
    network.around.height = 37n;
    expect(network.query('getOpenReputerSubmissionWindows', { topicId: 1n })).toEqual({ nonces: { nonces } });
    expect(network.query('isReputerNonceUnfulfilled', { topicId: 1n, blockHeight: 25n })).toEqual({
      isReputerNonceUnfulfilled: true,
    });
    expect(network.query('getReputerSubmissionWindowStatus', { topicId: 1n, address: bob })).toMatchObject({
      isOpen: true,
      currentNonceBlockHeight: 13n,
      windowEndBlock: 37n,
      nextWindowStartBlock: 0n,
      isTopicActive: false,
    });
  });
});

describe('committed work', () => {
  test('is found by its nonce, and the latest is that of the highest nonce', () => {
    const network = churned();
    const { ctx } = network;
    for (const nonce of [100n, 256n, 13n]) {
      const bundle = create(NetworkInferenceBundleSchema, { topicId: 1n, nonce });
      state.networkInferences.set(ctx, [1n, nonce], bundle);
      state.outlierResistantNetworkInferences.set(ctx, [1n, nonce], bundle);
      state.allInferences.set(ctx, [1n, nonce], create(InferencesSchema, {}));
    }
    state.networkInferences.set(ctx, [2n, 999n], create(NetworkInferenceBundleSchema, { topicId: 2n, nonce: 999n }));
    const latest = { networkInferences: { nonce: 256n }, inferenceBlockHeight: 256n };
    expect(network.query('getLatestNetworkInferences', { topicId: 1n })).toMatchObject(latest);
    expect(network.query('getLatestNetworkInferencesOutlierResistant', { topicId: 1n })).toMatchObject(latest);
    expect(network.query('getLatestTopicInferences', { topicId: 1n })).toMatchObject({ blockHeight: 256n });
    expect(network.query('getNetworkInferencesAtBlock', { topicId: 1n, blockHeightLastInference: 13n })).toMatchObject({
      networkInferences: { nonce: 13n },
    });
  });

  test('outlier-resistant inferences of a topic with several labels are refused', () => {
    const network = churned();
    const topic = state.topics.get(network.ctx, 1n)!;
    state.topics.set(network.ctx, 1n, { ...topic, outputArity: TopicOutputArity.MULTI });
    expect(codeOf(() => network.query('getLatestNetworkInferencesOutlierResistant', { topicId: 1n }))).toBe('sdk/18');
  });

  test('the inference in the open window is shown as it was submitted, label by label where there are several', () => {
    const network = churned();
    const inference = create(InferenceSchema, {
      topicId: 1n,
      blockHeight: 13n,
      inferer: carol,
      values: ['1.5'],
      proof: 'p',
    });
    state.inferences.set(network.ctx, [1n, carol], inference);
    expect(
      network.query('getWorkerLatestInputInferenceByTopicId', { topicId: 1n, workerAddress: carol }),
    ).toMatchObject({
      latestInputInference: {
        blockHeight: 13n,
        inferer: carol,
        value: '1.5',
        proof: 'p',
      },
    });
    const topic = state.topics.get(network.ctx, 1n)!;
    state.topics.set(network.ctx, 1n, { ...topic, outputArity: TopicOutputArity.MULTI });
    state.inferences.set(network.ctx, [1n, carol], { ...inference, values: ['0', '1.5'] });
    state.epochLabelRegistry.set(network.ctx, [1n, 13n], registryOf(1n, 13n, ['up', 'down', 'sideways']));
    const request = { topicId: 1n, workerAddress: carol };
    expect(network.query('getWorkerLatestInputInferenceByTopicId', request)).toMatchObject({
      latestInputInference: {
        value: '0',
        values: [
          { label: 'up', value: '0' },
          { label: 'down', value: '1.5' },
        ],
      },
    });
  });
});

test('regrets and weights come out of their packed tables', () => {
  const network = churned();
  const { ctx } = network;
  const table = new Map([
    [carol, { blockHeight: 13n, value: Dec.parse('-0.5') }],
    [alice, { blockHeight: 25n, value: Dec.parse('1E-9') }],
  ]);
  state.infererRegrets.set(ctx, 1n, table);
  state.oneInForecasterRegrets.set(ctx, [1n, bob], table);
  state.latestInfererWeights.set(ctx, 1n, new Map([[carol, Dec.parse('0.25')]]));
  expect(network.query('getInfererNetworkRegret', { topicId: 1n, actorId: alice })).toEqual({
    regret: { blockHeight: 25n, value: '1E-9' },
  });
  const one = { topicId: 1n, forecaster: bob, inferer: carol };
  expect(network.query('getOneInForecasterNetworkRegret', one)).toEqual({
    regret: { blockHeight: 13n, value: '-0.5' },
  });
  expect(network.query('getLatestInfererWeight', { topicId: 1n, actorId: carol })).toEqual({ weight: '0.25' });
  expect([...(state.infererRegrets.get(ctx, 1n)?.keys() ?? [])]).toEqual([carol, alice].sort());
});

test('stakes of several reputers, at most a page of them', () => {
  const network = churned();
  expect(network.query('getMultiReputerStakeInTopic', { topicId: 1n, addresses: [alice, bob] })).toEqual({
    amounts: [
      { topicId: 1n, reputer: alice, amount: '0' },
      { topicId: 1n, reputer: bob, amount: '20000' },
    ],
  });
  const addresses = Array.from({ length: 1001 }, () => bob);
  expect(codeOf(() => network.query('getMultiReputerStakeInTopic', { topicId: 1n, addresses }))).toBe('sdk/18');
});

test('lowest scores are shown where there is an active set', () => {
  const network = churned();
  const score = create(ScoreSchema, { topicId: 1n, address: carol, blockHeight: 13n, score: '0.5' });
  state.lowestInfererScoreEma.set(network.ctx, 1n, score);
  expect(network.query('getCurrentLowestInfererScore', { topicId: 1n })).toEqual({ score });
});

test('lists show membership, permissions follow the switches (§6.9)', () => {
  const network = new Network({
    globalWhitelistEnabled: true,
    globalWorkerWhitelistEnabled: true,
    globalAdminWhitelistAppended: true,
  });
  const { ctx } = network;
  const topicId = network.createTopic({ enableWorkerWhitelist: true });
  const mayWork = (address: string) =>
    network.query('canSubmitWorkerPayload', { topicId, address }).canSubmitWorkerPayload;
  expect([alice, bob, carol, dave].map(mayWork)).toEqual([false, false, false, false]);
  state.topicWorkerWhitelist.add(ctx, [topicId, alice]);
  state.globalWorkerWhitelist.add(ctx, bob);
  state.globalWhitelist.add(ctx, carol);
  expect([alice, bob, carol, dave].map(mayWork)).toEqual([true, true, true, false]);
  expect(network.query('isWhitelistedTopicWorker', { topicId, address: bob })).toEqual({
    isWhitelistedTopicWorker: false,
  });
  expect(network.query('isWhitelistedGlobalWorker', { address: bob })).toEqual({ isWhitelistedGlobalWorker: true });
  expect(network.query('isWhitelistedGlobalActor', { address: carol })).toEqual({ isWhitelistedGlobalActor: true });
  expect(network.query('isWhitelistedTopicCreator', { address: dave })).toEqual({ isWhitelistedTopicCreator: false });
  expect(network.query('canCreateTopic', { address: dave })).toEqual({ canCreateTopic: true });
  expect(network.query('canSubmitReputerPayload', { topicId, address: dave })).toEqual({
    canSubmitReputerPayload: true,
  });
  const mayEdit = (address: string) =>
    network.query('canUpdateTopicWhitelist', { topicId, address }).canUpdateTopicWhitelist;
  expect([alice, bob].map(mayEdit)).toEqual([true, false]);
  state.globalAdminWhitelist.add(ctx, bob);
  state.whitelistAdmins.add(ctx, dave);
  expect([bob, carol, dave].map(mayEdit)).toEqual([true, false, true]);
  expect(network.query('canUpdateGlobalWorkerWhitelist', { address: bob })).toEqual({
    canUpdateGlobalWorkerWhitelist: true,
  });
  expect(network.query('canUpdateAllGlobalWhitelists', { address: bob })).toEqual({
    canUpdateAllGlobalWhitelists: false,
  });
  expect(network.query('canUpdateParams', { address: dave })).toEqual({ canUpdateParams: true });
  state.params.set(ctx, { ...state.params.require(ctx), globalAdminWhitelistAppended: false });
  expect(network.query('canUpdateGlobalReputerWhitelist', { address: carol })).toEqual({
    canUpdateGlobalReputerWhitelist: true,
  });
});
