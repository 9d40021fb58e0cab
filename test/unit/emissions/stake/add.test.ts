import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDelegateStake } from '../../../../src/chain/modules/emissions/stake/delegations.ts';
import { state } from '../../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../../src/protocol/decimal/index.ts';
import { OffchainNodeSchema } from '../../../../src/wire/gen/emissions/v3/types_pb.ts';
import { account, alice, bob, carol, dave, Network } from '../network.ts';
import { codeOf } from '../workbench.ts';

/** A network with topic 1, where bob is a reputer. */
function withReputer(params: ConstructorParameters<typeof Network>[0] = {}): Network {
  const network = new Network(params);
  network.createTopic();
  network.send('register', { sender: bob, topicId: 1n, owner: carol, isReputer: true });
  network.takeEvents();
  return network;
}

describe('register', () => {
  test('pays the fee, joins the topic in one role, and keeps the owner per role and not per topic', () => {
    const network = new Network();
    network.createTopic();
    network.createTopic();
    network.takeEvents();
    network.send('register', { sender: bob, topicId: 1n, owner: carol, isReputer: true });
    expect(network.takeEvents()).toEqual([['ReputerRegistered', { topic_id: '1', reputer: bob, owner: carol }]]);
    network.send('register', { sender: bob, topicId: 2n, owner: alice, isReputer: true });
    network.send('register', { sender: bob, topicId: 1n, owner: bob, isReputer: false });
    expect(network.takeEvents().at(-1)).toEqual(['WorkerRegistered', { topic_id: '1', worker: bob, owner: bob }]);
    expect(network.query('getReputerNodeInfo', { address: bob })).toEqual({
      nodeInfo: create(OffchainNodeSchema, { nodeAddress: bob, owner: alice }),
    });
    expect(network.query('isReputerRegisteredInTopicId', { topicId: 2n, address: bob })).toEqual({
      isRegistered: true,
    });
    expect(network.query('isWorkerRegisteredInTopicId', { topicId: 2n, address: bob })).toEqual({
      isRegistered: false,
    });
    expect(network.balance(bob)).toBe(10n ** 12n - 600n);
    expect(network.query('getTopicFeeRevenue', { topicId: 1n })).toEqual({ feeRevenue: '75400' });
  });

  test('refuses addresses, unknown topics, a second time and too little money, in this order', () => {
    const network = withReputer();
    const again = (fields: object) =>
      codeOf(() => network.send('register', { sender: bob, topicId: 1n, owner: bob, isReputer: true, ...fields }));
    expect(again({ sender: 'bob', topicId: 9n })).toBe('sdk/7');
    expect(again({ owner: '', topicId: 9n })).toBe('sdk/7');
    expect(again({ topicId: 9n })).toBe('emissions/23');
    expect(again({})).toBe('emissions/8');
    expect(again({ sender: dave })).toBe('sdk/5');
    expect(network.query('isReputerRegisteredInTopicId', { topicId: 1n, address: dave })).toEqual({
      isRegistered: false,
    });
  });
});

describe('add stake', () => {
  test('moves the coins and books authority, topic and total', () => {
    const network = withReputer({ minTopicWeight: `${10n ** 12n}` });
    network.send('addStake', { sender: bob, topicId: 1n, amount: '700' });
    network.send('addStake', { sender: bob, topicId: 1n, amount: '300' });
    expect(network.moduleBalance('allorastaking')).toBe(1000n);
    expect(network.query('getTotalStake', {})).toEqual({ amount: '1000' });
    expect(network.query('getTopicStake', { topicId: 1n })).toEqual({ amount: '1000' });
    expect(network.query('getStakeFromReputerInTopicInSelf', { topicId: 1n, reputerAddress: bob })).toEqual({
      amount: '1000',
    });
    expect(network.takeEvents()).toEqual([
      ['AddStake', { topic_id: '1', reputer: bob, delegator: bob, amount: '700' }],
      ['ReputerStakeUpdated', { topic_id: '1', reputer: bob, amount: '700' }],
      ['AddStake', { topic_id: '1', reputer: bob, delegator: bob, amount: '300' }],
      ['ReputerStakeUpdated', { topic_id: '1', reputer: bob, amount: '1000' }],
    ]);
  });

  test('checks amount, address, topic, permission, registration and money, in this order', () => {
    const network = withReputer();
    const stake = (fields: object) =>
      codeOf(() => network.send('addStake', { sender: bob, topicId: 1n, amount: '1', ...fields }));
    expect(stake({ amount: '-1', sender: 'x' })).toBe('sdk/10');
    expect(stake({ amount: '', sender: 'x' })).toBe('sdk/10');
    expect(stake({ amount: '0', sender: 'x' })).toBe('sdk/10');
    expect(stake({ sender: 'x', topicId: 9n })).toBe('sdk/7');
    expect(stake({ topicId: 9n })).toBe('emissions/23');
    state.topicReputerWhitelistEnabled.add(network.ctx, 1n);
    expect(stake({ sender: alice })).toBe('emissions/10');
    network.send('register', { sender: alice, topicId: 1n, owner: alice, isReputer: true });
    const closed = {
      ...state.params.require(network.ctx),
      globalWhitelistEnabled: true,
      globalReputerWhitelistEnabled: true,
    };
    state.params.set(network.ctx, closed);
    expect(stake({ sender: dave })).toBe('emissions/84');
    state.topicReputerWhitelist.add(network.ctx, [1n, bob]);
    expect(stake({ amount: `${10n ** 13n}` })).toBe('sdk/5');
    expect(stake({})).toBe('ok');
  });
});

describe('delegate stake', () => {
  test('needs no whitelist, counts for the reputer, and remembers who placed what', () => {
    const network = withReputer({ globalReputerWhitelistEnabled: true });
    network.send('delegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '500' });
    network.send('delegateStake', { sender: alice, topicId: 1n, reputer: bob, amount: '40' });
    expect(network.query('getStakeReputerAuthority', { topicId: 1n, reputer: bob })).toEqual({ authority: '540' });
    expect(network.query('getDelegateStakeUponReputer', { topicId: 1n, target: bob })).toEqual({ stake: '540' });
    expect(network.query('getStakeFromReputerInTopicInSelf', { topicId: 1n, reputerAddress: bob })).toEqual({
      amount: '0',
    });
    expect(network.query('getStakeFromDelegatorInTopic', { topicId: 1n, delegatorAddress: carol })).toEqual({
      amount: '500',
    });
    expect(network.query('getDelegateStakePlacement', { topicId: 1n, delegator: carol, target: bob })).toMatchObject({
      delegatorInfo: { amount: '500', rewardDebt: '0' },
    });
    expect(network.takeEvents().slice(0, 2)).toEqual([
      ['AddStake', { topic_id: '1', reputer: bob, delegator: carol, amount: '500' }],
      ['ReputerStakeUpdated', { topic_id: '1', reputer: bob, amount: '500' }],
    ]);
  });

  test('checks oneself, amount, addresses, topic, registration and money, in this order', () => {
    const network = withReputer();
    const delegate = (fields: object) =>
      codeOf(() => network.send('delegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '5', ...fields }));
    expect(delegate({ reputer: carol, amount: '0' })).toBe('sdk/18');
    expect(delegate({ amount: '0', reputer: 'x' })).toBe('sdk/10');
    expect(delegate({ sender: 'x', topicId: 9n })).toBe('sdk/7');
    expect(delegate({ reputer: 'x', topicId: 9n })).toBe('sdk/7');
    expect(delegate({ topicId: 9n })).toBe('emissions/23');
    expect(delegate({ reputer: dave })).toBe('emissions/10');
    expect(delegate({ sender: dave })).toBe('sdk/5');
    expect(network.query('getTotalStake', {})).toEqual({ amount: '0' });
  });

  test('adding to a placement pays what it earned and sets the debt anew (§6.4)', () => {
    const network = withReputer();
    network.bank.mint(network.ctx, 'mint', 'uallo', 1000n);
    network.bank.sendFromModuleToModule(network.ctx, 'mint', 'allorapendingrewards', 'uallo', 1000n);
    const delegation = { topicId: 1n, delegator: dave, reputer: bob };
    addDelegateStake(network.ctx, delegation, 300n, network.bank);
    state.delegateRewardPerShare.set(network.ctx, [1n, bob], Dec.parse('0.2525'));
    addDelegateStake(network.ctx, delegation, 100n, network.bank);
    expect(network.balance(dave)).toBe(75n);
    expect(state.delegatedStakes.get(network.ctx, [1n, dave, bob])).toMatchObject({
      amount: '400',
      rewardDebt: '101.0000',
    });
    addDelegateStake(network.ctx, delegation, 1n, network.bank);
    expect(network.balance(dave)).toBe(75n);
    expect(codeOf(() => addDelegateStake(network.ctx, delegation, 0n, network.bank))).toBe('emissions/52');
  });
});

test('stakes add up whatever the order of stakes and delegations (§14, 1, 2 and 4)', () => {
  const actors = [alice, bob, carol];
  const step = fc.record({
    topic: fc.constantFrom(1n, 2n),
    from: fc.constantFrom(...actors),
    to: fc.constantFrom(...actors),
    amount: fc.bigInt(1n, 10n ** 9n),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const network = new Network();
      for (const topicId of [network.createTopic(), network.createTopic()]) {
        for (const sender of actors) network.send('register', { sender, topicId, owner: sender, isReputer: true });
      }
      for (const { topic: topicId, from, to, amount } of steps) {
        if (from === to) network.send('addStake', { sender: from, topicId, amount: `${amount}` });
        else network.send('delegateStake', { sender: from, topicId, reputer: to, amount: `${amount}` });
      }
      const total = steps.reduce((sum, { amount }) => sum + amount, 0n);
      expect(network.moduleBalance('allorastaking')).toBe(total);
      expect(network.query('getTotalStake', {})).toEqual({ amount: `${total}` });
      for (const topicId of [1n, 2n]) {
        const authorities = [...state.stakeReputerAuthority.values(network.ctx, { prefix: [topicId] })];
        expect(authorities.reduce((sum, amount) => sum + amount, 0n)).toBe(
          state.topicStake.get(network.ctx, topicId) ?? 0n,
        );
        for (const actor of actors) {
          const placed = [...state.delegatedStakes.entries(network.ctx, { prefix: [topicId] })];
          const sum = (position: number) =>
            placed.filter(([key]) => key[position] === actor).reduce((all, [, { amount }]) => all + BigInt(amount), 0n);
          expect(state.stakeSumFromDelegator.get(network.ctx, [topicId, actor]) ?? 0n).toBe(sum(1));
          expect(state.stakeFromDelegatorsUponReputer.get(network.ctx, [topicId, actor]) ?? 0n).toBe(sum(2));
        }
      }
    }),
    { numRuns: 20, seed: 7 },
  );
  expect(account('alice')).toBe(alice);
});
