import { describe, expect, test } from 'vitest';
import { defaultParams } from '../../../src/chain/modules/emissions/params.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { blocksPerWeek, smoothedAlpha } from '../../../src/chain/modules/emissions/topics/weight.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { TopicOutputArity, TopicType } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { alice, bob, Network, type topicRequest } from './network.ts';
import { codeOf } from './workbench.ts';

/** Registers bob as a reputer and stakes: with the creation fee as revenue the weight is √(stake · revenue). */
function stakeOn(network: Network, topicId: bigint, amount: bigint): void {
  network.send('register', { sender: bob, topicId, owner: bob, isReputer: true });
  network.send('addStake', { sender: bob, topicId, amount: `${amount}` });
}

describe('create topic', () => {
  test('takes the fee, stores the record and counts on', () => {
    const network = new Network();
    expect(network.createTopic({ epsilon: '0.00010', labelWhitelist: [' Y '] })).toBe(1n);
    expect(network.createTopic({ enableWorkerWhitelist: true })).toBe(2n);
    expect(network.balance(alice)).toBe(10n ** 12n - 150_000n);
    expect(network.moduleBalance('ecosystem')).toBe(150_000n);
    const { topic, weight, effectiveRevenue, topicStake } = network.query('getTopic', { topicId: 1n });
    expect(topic).toMatchObject({
      id: 1n,
      creator: alice,
      epochLastEnded: 0n,
      initialRegret: '0',
      epsilon: '0.00010',
      labelWhitelist: ['y'],
    });
    expect([Number(weight), effectiveRevenue, topicStake]).toEqual([0, '75000', '0']);
    expect(network.query('isTopicActive', { topicId: 1n })).toEqual({ isActive: false });
    expect(network.query('isTopicWorkerWhitelistEnabled', { topicId: 2n })).toEqual({
      isTopicWorkerWhitelistEnabled: true,
    });
    expect(network.query('getNextTopicId', {})).toEqual({ nextTopicId: 3n });
    expect(network.takeEvents().map(([name]) => name)).toEqual(['CreateNewTopic', 'CreateNewTopic']);
  });

  test('checks address, permission, rules, epoch length, lag and fee in this order', () => {
    const closed = new Network({
      topicCreatorWhitelistEnabled: true,
      globalWhitelistEnabled: true,
      createTopicFee: `${10n ** 13n}`,
    });
    const attempt = (fields: Parameters<typeof topicRequest>[0]) => codeOf(() => closed.createTopic(fields));
    const tooShort = { epochLength: 5n, workerSubmissionWindow: 5n };
    expect(attempt({ creator: 'allo1nobody', lossMethod: '' })).toBe('sdk/7');
    expect(attempt({ lossMethod: '' })).toBe('emissions/81');
    state.topicCreatorWhitelist.add(closed.ctx, alice);
    expect(attempt({ ...tooShort, lossMethod: '' })).toBe('sdk/18');
    expect(attempt({ ...tooShort, groundTruthLag: 1000n })).toBe('emissions/40');
    expect(attempt({ groundTruthLag: 1201n })).toBe('emissions/74');
    expect(attempt({ groundTruthLag: 1200n })).toBe('sdk/5');
    expect(closed.query('getNextTopicId', {})).toEqual({ nextTopicId: 1n });
  });

  test.each([
    ['empty loss method', { lossMethod: '' }],
    ['long loss method', { lossMethod: 'é'.repeat(128) }],
    ['long metadata', { metadata: 'x'.repeat(256) }],
    ['epoch length 0', { epochLength: 0n }],
    ['worker window 0', { workerSubmissionWindow: 0n }],
    ['worker window beyond the epoch', { workerSubmissionWindow: 13n }],
    ['lag below the epoch', { groundTruthLag: 11n }],
    ['alpha regret 0', { alphaRegret: '0' }],
    ['alpha regret above 1', { alphaRegret: '1.0001' }],
    ['p-norm below 1', { pNorm: '0.99' }],
    ['p-norm above 10', { pNorm: '10.1' }],
    ['c-norm beyond 100', { cNorm: '-100.5' }],
    ['epsilon 0', { epsilon: '0' }],
    ['epsilon NaN', { epsilon: 'NaN' }],
    ['no decimal at all', { pNorm: 'three' }],
    ['merit alpha 1', { meritSortitionAlpha: '1' }],
    ['quantile above 1', { activeReputerQuantile: '1.1' }],
    ['negative quantile', { activeInfererQuantile: '-0.1' }],
    ['no labels', { maxLabelsPerSubmission: 0n }],
    ['too many labels', { maxLabelsPerSubmission: 1025n }],
    ['an epsilon of too many digits', { epsilon: `0.${'1'.repeat(101)}` }],
    ['an epsilon too small to calculate with', { epsilon: '1E-99990' }],
    ['a c-norm of too many digits', { cNorm: `0.${'7'.repeat(101)}` }],
    ['an epoch beyond all heights', { epochLength: 2n ** 63n - 1n, groundTruthLag: 2n ** 63n - 1n }],
    ['a lag beyond all heights', { groundTruthLag: 2n ** 62n }],
    ['long label whitelist', { labelWhitelist: Array.from({ length: 257 }, (_, i) => `l${i}`) }],
  ])('refuses %s', (_rule, fields) => {
    expect(codeOf(() => new Network().createTopic(fields))).toBe('sdk/18');
  });

  test.each([
    ['no type', { topicType: TopicType.UNSPECIFIED }],
    ['unknown type', { topicType: 9 as TopicType }],
    ['no arity', { outputArity: TopicOutputArity.UNSPECIFIED }],
    ['single with unity', { requireUnity: true }],
    ['unity tolerance too large', { outputArity: TopicOutputArity.MULTI, requireUnity: true, unityTolerance: '0.02' }],
    ['unity with a default value', { outputArity: TopicOutputArity.MULTI, requireUnity: true, labelDefaultValue: '1' }],
    ['a default value that is no number', { labelDefaultValue: 'NaN' }],
  ])('refuses %s as an invalid type', (_rule, fields) => {
    expect(codeOf(() => new Network().createTopic(fields))).toBe('sdk/29');
  });

  test('refuses labels that are not canonical or collide, takes several outputs', () => {
    const create = (fields: Parameters<typeof topicRequest>[0]) => codeOf(() => new Network().createTopic(fields));
    expect(create({ labelWhitelist: ['up', ' UP'] })).toBe('emissions/94');
    expect(create({ labelWhitelist: ['up', 'UP'], labelCaseSensitive: true })).toBe('ok');
    expect(create({ labelWhitelist: ['a\u200bb'] })).toBe('emissions/94');
    const several = { outputArity: TopicOutputArity.MULTI, topicType: TopicType.CLASSIFICATION };
    expect(create({ ...several, requireUnity: true, unityTolerance: '0.01', maxLabelsPerSubmission: 1024n })).toBe(
      'ok',
    );
  });
});

describe('fund topic', () => {
  test('moves coins to ecosystem and into the revenue', () => {
    const network = new Network();
    const topicId = network.createTopic();
    network.takeEvents();
    network.send('fundTopic', { sender: bob, topicId, amount: '5000' });
    expect(network.query('getTopicFeeRevenue', { topicId })).toEqual({ feeRevenue: '80000' });
    expect(network.moduleBalance('ecosystem')).toBe(80_000n);
    expect(network.takeEvents()).toEqual([['FundTopic', { topic_id: '1', funder: bob, amount: '5000' }]]);
  });

  test('refuses a bad address, an unknown topic, what is no amount, and too little money, in this order', () => {
    const network = new Network();
    expect(codeOf(() => network.send('fundTopic', { sender: 'x', topicId: 9n, amount: 'y' }))).toBe('sdk/7');
    expect(codeOf(() => network.send('fundTopic', { sender: bob, topicId: 9n, amount: 'y' }))).toBe('sdk/22');
    network.createTopic();
    for (const amount of ['y', '-1', '', '1.5', `${1n << 256n}`]) {
      expect(codeOf(() => network.send('fundTopic', { sender: bob, topicId: 1n, amount }))).toBe('sdk/10');
    }
    expect(codeOf(() => network.send('fundTopic', { sender: bob, topicId: 1n, amount: `${10n ** 15n}` }))).toBe(
      'sdk/5',
    );
    expect(network.query('getTopicFeeRevenue', { topicId: 1n })).toEqual({ feeRevenue: '75000' });
  });
});

describe('weight', () => {
  test('blocks per week, smoothed alpha by power, and the linear reading (§4.4)', () => {
    const weekly = blocksPerWeek(defaultParams());
    expect(weekly.toString().slice(0, 11)).toBe('198849.2520');
    const half = Dec.parse('0.5');
    expect(smoothedAlpha(120n, weekly, half).toNumber()).toBeCloseTo(0.000418208, 9);
    expect(smoothedAlpha(120n, weekly, half, 'linear').toNumber()).toBeCloseTo(0.000301736, 9);
  });

  test('is the target before the first churn and moves slowly after it; without revenue it is 0', () => {
    const network = new Network();
    const topicId = network.createTopic();
    stakeOn(network, topicId, 75_200n);
    // √75200 · √75200, each power truncated at 34 digits.
    const target = '75199.99999999999999999999999999996';
    expect(network.query('getTopic', { topicId })).toMatchObject({ weight: target, effectiveRevenue: '75200' });
    network.advanceTo(14n);
    expect(network.query('getPreviousTopicWeight', { topicId })).toMatchObject({ notFound: false });
    expect(state.previousTopicWeight.get(network.ctx, topicId)?.toString()).toBe(target);
    network.send('addStake', { sender: bob, topicId, amount: '1000000000' });
    const { weight } = network.query('getTopic', { topicId });
    expect(Number(weight)).toBeGreaterThan(75_200);
    expect(Number(weight)).toBeLessThan(76_000);
    state.topicFeeRevenue.delete(network.ctx, topicId);
    expect(network.query('getTopic', { topicId })).toMatchObject({ weight: '0' });
  });
});

describe('activation and churn', () => {
  test('stake activates a topic at the minimum weight; it churns every epoch and opens nonces', () => {
    const network = new Network();
    const topicId = network.createTopic();
    network.takeEvents();
    stakeOn(network, topicId, 1n);
    expect(network.query('isTopicActive', { topicId })).toEqual({ isActive: true });
    expect(network.takeEvents().map(([name]) => name)).toEqual([
      'ReputerRegistered',
      'AddStake',
      'ReputerStakeUpdated',
      'TopicStatusChanged',
    ]);
    expect(network.query('getNextChurningBlockByTopicId', { topicId })).toEqual({ blockHeight: 13n });
    network.advanceTo(13n);
    network.takeEvents();
    network.advanceTo(14n);
    const events = network.takeEvents();
    expect(events.map(([name]) => name)).toEqual([
      'TopicWeightUpdated',
      'TopicFeeRevenueDripped',
      'TopicStatusChanged',
      'WorkerSubmissionWindowOpened',
    ]);
    expect(events[0]?.[1]).toMatchObject({ topic_id: '1', topic_stake: '1', topic_fee_revenue: '75200' });
    expect(events[3]?.[1]).toEqual({ topic_id: '1', nonce_block_height: '13', window_end_block: '23' });
    expect(network.query('getNextChurningBlockByTopicId', { topicId })).toEqual({ blockHeight: 25n });
    expect(network.query('getActiveTopicsAtBlock', { blockHeight: 25n })).toMatchObject({
      topics: [{ id: 1n, epochLastEnded: 13n }],
    });
    expect(network.query('getActiveTopicsAtBlock', { blockHeight: 13n })).toMatchObject({ topics: [] });
    const weight = state.previousTopicWeight.get(network.ctx, topicId);
    expect(network.query('getTotalSumPreviousTopicWeights', {})).toEqual({ weight: weight?.marshal() });
  });

  test('a topic below the minimum weight stays inactive, and churning too light it is dropped', () => {
    const network = new Network({ minTopicWeight: '1000' });
    const topicId = network.createTopic();
    stakeOn(network, topicId, 10n);
    expect(network.query('isTopicActive', { topicId })).toEqual({ isActive: false });
    network.send('addStake', { sender: bob, topicId, amount: '20' });
    expect(network.query('isTopicActive', { topicId })).toEqual({ isActive: true });
    state.topicFeeRevenue.delete(network.ctx, topicId);
    network.advanceTo(13n);
    network.takeEvents();
    network.advanceTo(14n);
    expect(network.takeEvents().at(-1)).toEqual(['TopicStatusChanged', { topic_id: '1', is_active: false }]);
    expect(network.query('getNextChurningBlockByTopicId', { topicId })).toEqual({ blockHeight: 0n });
    expect([...state.activeTopics.entries(network.ctx)]).toEqual([]);
    expect(network.query('getTotalSumPreviousTopicWeights', {})).toMatchObject({ weight: '0' });
    expect(network.query('getUnfulfilledWorkerNonces', { topicId })).toEqual({ nonces: { nonces: [] } });
  });

  test('of two topics on one block the heavier takes the slot, ties go to the newcomer, and the loser is told nothing', () => {
    const network = new Network();
    for (let i = 0; i < 3; i++) network.createTopic();
    stakeOn(network, 1n, 1000n);
    stakeOn(network, 2n, 999n);
    expect(network.query('isTopicActive', { topicId: 2n })).toEqual({ isActive: false });
    network.send('addStake', { sender: bob, topicId: 2n, amount: '1' });
    expect(network.query('isTopicActive', { topicId: 2n })).toEqual({ isActive: true });
    expect(network.query('isTopicActive', { topicId: 1n })).toEqual({ isActive: false });
    stakeOn(network, 3n, 5n);
    expect(network.log.at(-1)).toMatch(/topic 3 stays inactive/);
    expect(network.query('getActiveTopicsAtBlock', { blockHeight: 13n })).toMatchObject({ topics: [{ id: 2n }] });
    expect(state.blockToLowestActiveTopicWeight.get(network.ctx, 13n)).toMatchObject({ topicId: 2n });
  });

  test('more slots hold more topics and know the lightest of them', () => {
    const network = new Network({ maxActiveTopicsPerBlock: 2n });
    for (let i = 0; i < 3; i++) network.createTopic();
    stakeOn(network, 1n, 1000n);
    stakeOn(network, 2n, 500n);
    expect(state.blockToLowestActiveTopicWeight.get(network.ctx, 13n)).toMatchObject({ topicId: 2n });
    stakeOn(network, 3n, 700n);
    expect(network.query('getActiveTopicsAtBlock', { blockHeight: 13n })).toMatchObject({
      topics: [{ id: 1n }, { id: 3n }],
    });
    expect(state.blockToLowestActiveTopicWeight.get(network.ctx, 13n)).toMatchObject({ topicId: 3n });
    network.advanceTo(14n);
    expect(network.query('getActiveTopicsAtBlock', { blockHeight: 25n })).toMatchObject({
      topics: [{ id: 1n }, { id: 3n }],
    });
  });

  test('revenue drips a week apart over epochs: 1 000 000 at epoch length 120 becomes 999 396 (§4.6)', () => {
    const network = new Network({ createTopicFee: '1000000', registrationFee: '0' });
    const topicId = network.createTopic({ epochLength: 120n, groundTruthLag: 120n });
    stakeOn(network, topicId, 1_000_000n);
    network.advanceTo(121n);
    network.takeEvents();
    network.advanceTo(122n);
    expect(network.query('getTopicFeeRevenue', { topicId })).toEqual({ feeRevenue: '999396' });
    expect(network.takeEvents()[1]).toEqual([
      'TopicFeeRevenueDripped',
      { topic_id: '1', old_revenue: '1000000', new_revenue: '999396', drip_amount: '603' },
    ]);
  });

  test('a topic that cannot be weighed is inactivated instead of stopping the chain', () => {
    const network = new Network({ blocksPerMonth: 1n });
    const topicId = network.createTopic({ epochLength: 200_000n, groundTruthLag: 200_000n });
    stakeOn(network, topicId, 1000n);
    state.previousTopicWeight.set(network.ctx, topicId, Dec.of(5));
    network.around.height = 200_001n;
    network.module.endBlock?.(network.ctx);
    expect(network.log.at(-1)).toMatch(/topic 1 cannot churn/);
    expect(network.query('isTopicActive', { topicId })).toEqual({ isActive: false });
  });

  test('a block in which nothing is due writes nothing', () => {
    const network = new Network();
    const topicId = network.createTopic();
    stakeOn(network, topicId, 1000n);
    network.takeEvents();
    const { context } = network.ctx.branch();
    const written: string[] = [];
    context.store.set = (_store, key) => void written.push(key);
    context.store.delete = (_store, key) => void written.push(key);
    network.module.endBlock?.(context);
    expect(written).toEqual([]);
    expect(context.events).toEqual([]);
  });
});
