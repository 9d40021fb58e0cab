import { describe, expect, test } from 'vitest';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import {
  blocksPerWeek,
  updateTopicWeightAfterStakeChange,
} from '../../../src/chain/modules/emissions/topics/weight.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { bob, Network } from './network.ts';
import { codeOf } from './workbench.ts';

type Params = ConstructorParameters<typeof Network>[0];

/** Topics with these stakes, all activated at height 1; their revenue is the creation fee and nothing else. */
function staked(stakes: readonly bigint[], params: Params = {}, epochLength = 12n): Network {
  const network = new Network({ registrationFee: '0', createTopicFee: '10000', ...params });
  for (const amount of stakes) {
    const topicId = network.createTopic({ epochLength, groundTruthLag: epochLength });
    network.send('register', { sender: bob, topicId, owner: bob, isReputer: true });
    network.send('addStake', { sender: bob, topicId, amount: `${amount}` });
  }
  return network;
}

const slots = (network: Network, block: bigint) =>
  (network.query('getActiveTopicsAtBlock', { blockHeight: block }).topics as { id: bigint }[]).map(({ id }) => id);
const isActive = (network: Network, topicId: bigint) => network.query('isTopicActive', { topicId }).isActive;
const stored = (network: Network, topicId: bigint) => state.previousTopicWeight.get(network.ctx, topicId);
const sum = (network: Network) => state.totalSumPreviousTopicWeights.get(network.ctx) ?? Dec.ZERO;

/** docs/spec/emissions.md §14, item 6, as far as topics go. */
function expectConsistent(network: Network): void {
  const { ctx } = network;
  const active = [...state.activeTopics.entries(ctx)];
  const listed = [...state.blockToActiveTopics.entries(ctx)].flatMap(([block, { topicIds }]) =>
    topicIds.map((topicId) => [topicId, block] as const),
  );
  const scheduled = [...state.topicToNextPossibleChurningBlock.entries(ctx)];
  const byTopic = (a: readonly [bigint, bigint], b: readonly [bigint, bigint]) => (a[0] < b[0] ? -1 : 1);
  expect(listed.sort(byTopic)).toEqual(scheduled.sort(byTopic));
  expect(scheduled.map(([topicId]) => topicId)).toEqual(active);
  const weights = active.map((topicId) => stored(network, topicId) ?? Dec.ZERO);
  expect(sum(network).eq(weights.reduce((total, weight) => total.add(weight), Dec.ZERO))).toBe(true);
  for (const [block, { topicIds }] of state.blockToActiveTopics.entries(ctx)) {
    expect(topicIds).toContain(state.blockToLowestActiveTopicWeight.get(ctx, block)?.topicId);
  }
}

/** Ends the blocks before a height, then that one, and says what only that one told. */
function churnAt(network: Network, height: bigint): [name: string, topicId: unknown, value?: unknown][] {
  network.advanceTo(height);
  network.takeEvents();
  network.advanceTo(height + 1n);
  expectConsistent(network);
  return network
    .takeEvents()
    .map(([name, { topic_id, ...rest }]) =>
      name === 'TopicStatusChanged' ? [name, topic_id, rest.is_active] : [name, topic_id],
    );
}

describe('weight', () => {
  test('after the first churn an epoch of 120 blocks moves it by 0.000418208 of the way (§4.4)', () => {
    const network = staked([10_000n], {}, 120n);
    churnAt(network, 121n);
    expect(stored(network, 1n)?.toNumber()).toBeCloseTo(10_000, 20);
    // Revenue as before and four times the stake: the target doubles.
    state.topicFeeRevenue.set(network.ctx, 1n, 10_000n);
    network.send('addStake', { sender: bob, topicId: 1n, amount: '30000' });
    churnAt(network, 241n);
    expect(stored(network, 1n)!.toNumber()).toBeCloseTo(10_000 + 10_000 * 0.000418208, 4);
  });

  test('is nothing without stake and nothing without revenue, which is stored without smoothing', () => {
    const network = staked([10_000n]);
    const unstaked = network.createTopic();
    expect(Number(network.query('getTopic', { topicId: unstaked }).weight)).toBe(0);
    churnAt(network, 13n);
    state.topicFeeRevenue.delete(network.ctx, 1n);
    expect(churnAt(network, 25n)).toEqual([
      ['TopicWeightUpdated', '1'],
      ['TopicFeeRevenueDripped', '1'],
      ['TopicStatusChanged', '1', false],
    ]);
    expect(stored(network, 1n)?.isZero()).toBe(true);
  });

  test('stake outweighs no lack of revenue: dripping alone ends a topic that nobody pays', () => {
    const network = staked([10_000n], { minTopicWeight: '9999.5', blocksPerMonth: 4345n });
    // A week is 1000 blocks: an epoch of 12 takes 1.2 % of the revenue, and half of that of the weight, slowly smoothed.
    expect(blocksPerWeek(state.params.require(network.ctx)).eq(Dec.of(1000))).toBe(true);
    for (let height = 13n; isActive(network, 1n) && height < 600n; height += 12n) churnAt(network, height);
    expect(isActive(network, 1n)).toBe(false);
    network.send('fundTopic', { sender: bob, topicId: 1n, amount: '10000000' });
    expect(isActive(network, 1n)).toBe(true);
    expectConsistent(network);
  });
});

describe('weight after stake left', () => {
  test('follows an active topic, and the sum with it', () => {
    const network = staked([10_000n]);
    churnAt(network, 13n);
    state.topicStake.set(network.ctx, 1n, 100n);
    updateTopicWeightAfterStakeChange(network.ctx, 1n);
    const weight = stored(network, 1n)!;
    expect(weight.toNumber()).toBeLessThan(10_000);
    expect(network.takeEvents()).toEqual([
      [
        'TopicWeightUpdated',
        { topic_id: '1', new_weight: weight.marshal(), topic_stake: '100', topic_fee_revenue: '9999' },
      ],
    ]);
    expectConsistent(network);
  });

  test('is left alone before the first churn, and moves no sum for an inactive topic', () => {
    const network = staked([10_000n]);
    network.takeEvents();
    updateTopicWeightAfterStakeChange(network.ctx, 1n);
    expect([stored(network, 1n), network.takeEvents()]).toEqual([undefined, []]);
    churnAt(network, 13n);
    state.params.set(network.ctx, { ...state.params.require(network.ctx), minTopicWeight: '1000000' });
    churnAt(network, 25n);
    expect(isActive(network, 1n)).toBe(false);
    state.topicStake.delete(network.ctx, 1n);
    updateTopicWeightAfterStakeChange(network.ctx, 1n);
    expect(stored(network, 1n)!.toNumber()).toBeLessThan(10_000);
    expect(sum(network).isZero()).toBe(true);
    expect(codeOf(() => updateTopicWeightAfterStakeChange(network.ctx, 9n))).toBe('ok');
  });
});

describe('slots', () => {
  test('at its churn a topic loses to a heavier one that has its block already', () => {
    const network = staked([10_000n]);
    network.advanceTo(13n);
    // Activated at 13 for block 25, which topic 1 wants too when block 13 ends.
    const heavy = network.createTopic();
    network.send('register', { sender: bob, topicId: heavy, owner: bob, isReputer: true });
    network.send('addStake', { sender: bob, topicId: heavy, amount: '1000000' });
    expect(churnAt(network, 13n)).toEqual([
      ['TopicWeightUpdated', '1'],
      ['TopicFeeRevenueDripped', '1'],
      ['TopicStatusChanged', '1', false],
    ]);
    expect([slots(network, 25n), isActive(network, 1n)]).toEqual([[2n], false]);
    expect(sum(network).isZero()).toBe(true);
    // Its weight is remembered, and counts again when a fee brings it back.
    network.send('fundTopic', { sender: bob, topicId: 1n, amount: '1' });
    expect([isActive(network, 1n), sum(network).eq(stored(network, 1n)!)]).toEqual([true, true]);
    expectConsistent(network);
  });

  test('at its churn a topic takes the block of a lighter one; with equals the drip decides against it', () => {
    const network = staked([10_000n]);
    network.advanceTo(13n);
    const light = network.createTopic();
    network.send('register', { sender: bob, topicId: light, owner: bob, isReputer: true });
    network.send('addStake', { sender: bob, topicId: light, amount: '9000' });
    expect(slots(network, 25n)).toEqual([2n]);
    // The block remembers how light its lightest was when the list last changed: stake since then does not count.
    network.send('addStake', { sender: bob, topicId: light, amount: '90000' });
    expect(churnAt(network, 13n)).toEqual([
      ['TopicWeightUpdated', '1'],
      ['TopicFeeRevenueDripped', '1'],
      ['TopicStatusChanged', '2', false],
      ['TopicStatusChanged', '1', true],
      ['WorkerSubmissionWindowOpened', '1'],
    ]);
    expect([slots(network, 25n), isActive(network, 2n)]).toEqual([[1n], false]);
    const equal = network.createTopic();
    network.send('register', { sender: bob, topicId: equal, owner: bob, isReputer: true });
    network.advanceTo(25n);
    network.send('addStake', { sender: bob, topicId: equal, amount: '10000' });
    expect(slots(network, 37n)).toEqual([3n]);
    expect(churnAt(network, 25n).at(-1)).toEqual(['TopicStatusChanged', '1', false]);
  });

  test('several topics on one block churn in the order of their arrival, and the first of equals is the lightest', () => {
    const network = staked([10_000n, 10_000n, 20_000n], { maxActiveTopicsPerBlock: 3n });
    expect(slots(network, 13n)).toEqual([1n, 2n, 3n]);
    expect(state.blockToLowestActiveTopicWeight.get(network.ctx, 13n)?.topicId).toBe(1n);
    const opened = churnAt(network, 13n).filter(([name]) => name === 'WorkerSubmissionWindowOpened');
    expect(opened.map(([, topicId]) => topicId)).toEqual(['3', '1', '2']);
    expect(slots(network, 25n)).toEqual([1n, 2n, 3n]);
  });

  test('when slots are taken away the block keeps its topics until it churns; the heaviest go on', () => {
    const network = staked([10_000n, 30_000n, 20_000n], { maxActiveTopicsPerBlock: 3n });
    state.params.set(network.ctx, { ...state.params.require(network.ctx), maxActiveTopicsPerBlock: 1n });
    const told = churnAt(network, 13n);
    expect(told.filter(([name]) => name === 'WorkerSubmissionWindowOpened')).toEqual([
      ['WorkerSubmissionWindowOpened', '2'],
    ]);
    expect([slots(network, 25n), isActive(network, 1n), isActive(network, 3n)]).toEqual([[2n], false, false]);
  });

  test('without slots nothing can be active, and nobody is told', () => {
    const network = staked([10_000n], { maxActiveTopicsPerBlock: 0n });
    expect([isActive(network, 1n), network.log.at(-1)]).toEqual([
      false,
      expect.stringMatching(/topic 1 stays inactive/),
    ]);
    expectConsistent(network);
  });

  test('a topic that cannot be weighed neither stops the others of its block nor takes their slot from them', () => {
    const network = staked([10_000n, 20_000n], { maxActiveTopicsPerBlock: 2n });
    churnAt(network, 13n);
    // A topic so long that a week is nothing to it: its alpha underflows, which no parameter of a message allows.
    const topic = state.topics.get(network.ctx, 1n)!;
    state.topics.set(network.ctx, 1n, { ...topic, epochLength: 1n << 40n });
    const told = churnAt(network, 25n);
    expect(network.log.some((line) => /topic 1 cannot churn/.test(line))).toBe(true);
    expect(told.filter(([, topicId]) => topicId === '2').map(([name]) => name)).toEqual([
      'TopicWeightUpdated',
      'TopicFeeRevenueDripped',
      'TopicStatusChanged',
      'WorkerSubmissionWindowOpened',
    ]);
    expect([isActive(network, 1n), isActive(network, 2n)]).toEqual([false, true]);
  });

  test('a topic whose epoch became too short for new ones goes on churning', () => {
    const network = staked([10_000n]);
    state.params.set(network.ctx, { ...state.params.require(network.ctx), minEpochLength: 100n });
    expect(churnAt(network, 13n).at(-1)).toEqual(['WorkerSubmissionWindowOpened', '1']);
  });
});
