import { expect, test } from 'vitest';
import { brokenInvariants } from '../../../../src/chain/modules/emissions/invariants.ts';
import { state } from '../../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../../src/protocol/decimal/index.ts';
import { alice, bob, carol, Network } from '../network.ts';
import { deliver } from '../sending.ts';
import { add, dana, delegate, dora, register, remove, removeDelegated, rita, rolf, stakedChain } from './staked.ts';

test('each queue pays at most the cap in a block, in the order of height, topic and address', () => {
  const chain = stakedChain({ halfMaxProcessStakeRemovalsEndBlock: 2n });
  const people = [rita, rolf, dana, dora];
  deliver(chain, register(dana), register(dora));
  deliver(chain, ...people.map((person) => add(person, 100n)));
  deliver(chain, ...[rolf, dana, dora].map((delegator) => delegate(delegator, rita, 100n)));
  // Those who ask first come first, whatever their address.
  const late = people.map(({ address }) => address).sort()[0]!;
  const early = people.filter(({ address }) => address !== late);
  deliver(chain, ...early.map((person) => remove(person, 10n)));
  deliver(chain, ...people.filter(({ address }) => address === late).map((person) => remove(person, 10n)));
  deliver(chain, ...[rolf, dana, dora].map((delegator) => removeDelegated(delegator, rita, 10n)));
  const paid = () =>
    chain
      .emitted()
      .filter(([name]) => name === 'RemoveStake')
      .map(([, { reputer, delegator }]) => [reputer === delegator, delegator]);
  const own = [...early.map(({ address }) => address).sort(), late].map((address) => [true, address]);
  const delegated = [rolf, dana, dora].map(({ address }) => [false, address]).sort();
  const blocks: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    chain.block();
    blocks.push(paid());
    expect(chain.app.brokenInvariants()).toEqual([]);
  }
  expect(blocks).toEqual([own.slice(0, 2), own.slice(2, 4), delegated.slice(0, 2), delegated.slice(2)]);
});

/** Topics 1 and 2 with bob as reputer of 100 of his own and 50 of carol's in each, all of it about to leave. */
function leaving(): Network {
  const network = new Network({ removeStakeDelayWindow: 1n, minTopicWeight: `${10n ** 30n}` });
  for (const topicId of [network.createTopic(), network.createTopic()]) {
    network.send('register', { sender: bob, topicId, owner: bob, isReputer: true });
    network.send('addStake', { sender: bob, topicId, amount: '100' });
    network.send('delegateStake', { sender: carol, topicId, reputer: bob, amount: '50' });
    network.send('removeStake', { sender: bob, topicId, amount: '100' });
    network.send('removeDelegateStake', { sender: carol, topicId, reputer: bob, amount: '50' });
  }
  return network;
}

test('an entry that fails changes nothing, stays queued, and leaves the others alone', () => {
  const network = leaving();
  state.topicStake.set(network.ctx, 1n, 20n);
  network.takeEvents();
  network.advanceTo(3n);
  expect(network.moduleBalance('allorastaking')).toBe(150n);
  expect(network.takeEvents().every(([, { topic_id }]) => topic_id === '2')).toBe(true);
  expect(network.query('getStakeFromReputerInTopicInSelf', { topicId: 1n, reputerAddress: bob })).toEqual({
    amount: '100',
  });
  expect(network.query('getDelegateStakeUponReputer', { topicId: 1n, target: bob })).toEqual({ stake: '50' });
  expect([...state.stakeRemovalsByBlock.keys(network.ctx)]).toEqual([[2n, 1n, bob]]);
  expect([...state.delegateStakeRemovalsByBlock.keys(network.ctx)]).toEqual([[2n, 1n, carol, bob]]);
  expect(network.log.filter((line) => line.includes('stays queued'))).toHaveLength(2);
  state.topicStake.set(network.ctx, 1n, 150n);
  network.advanceTo(4n);
  expect(network.moduleBalance('allorastaking')).toBe(0n);
  expect(brokenInvariants(network.ctx, network.bank)).toEqual([]);
});

/** Why the first removal of own stake, or of delegated stake, in topic 1 was not paid. */
function reason(spoil: (network: Network) => void): string | undefined {
  const network = leaving();
  spoil(network);
  const before = network.balance(bob) + network.balance(carol);
  network.advanceTo(3n);
  const [line] = network.log.filter((line) => line.includes(`${bob} in topic 1 stays queued`));
  expect(network.balance(bob) + network.balance(carol) - before).toBeLessThan(300n);
  return line?.split('stays queued: ChainError: ')[1];
}

test.each<[number, string, (network: Network) => void]>([
  [2, "the reputer's own stake", ({ ctx }) => state.stakeReputerAuthority.set(ctx, [1n, bob], 149n)],
  [3, "the topic's stake", ({ ctx }) => state.topicStake.set(ctx, 1n, 99n)],
  [4, 'the total stake', ({ ctx }) => state.totalStake.set(ctx, 99n)],
])('own stake that the books do not hold: error %i', (_code, text, spoil) => {
  expect(reason(spoil)).toBe(`${text}${text.includes('own') ? ' in the topic' : ''} is smaller than that`);
});

test.each<[number, string, (network: Network) => void]>([
  [32, "the delegator's stake in the topic", ({ ctx }) => state.stakeSumFromDelegator.set(ctx, [1n, carol], 49n)],
  [33, "the delegator's stake upon the reputer", ({ ctx }) => state.delegatedStakes.delete(ctx, [1n, carol, bob])],
  [
    34,
    'the stake delegated to the reputer',
    ({ ctx }) => state.stakeFromDelegatorsUponReputer.set(ctx, [1n, bob], 49n),
  ],
  [66, "the reputer's stake authority", ({ ctx }) => state.stakeReputerAuthority.set(ctx, [1n, bob], 49n)],
])('delegated stake that the books do not hold: error %i', (_code, text, spoil) => {
  const withoutOwn = (network: Network) => {
    network.send('cancelRemoveStake', { sender: bob, topicId: 1n });
    spoil(network);
  };
  expect(reason(withoutOwn)).toBe(`${text} is smaller than that`);
});

test('coins that are missing: sdk error 5', () => {
  const missing = ({ ctx, bank }: Network) => bank.sendFromModuleToAccount(ctx, 'allorastaking', alice, 'uallo', 201n);
  expect(reason(missing)).toMatch(/insufficient funds$/);
});

test('a topic that was weighed is weighed anew when stake leaves it; one that is inactive stays out of the sum', () => {
  const network = leaving();
  state.previousTopicWeight.set(network.ctx, 1n, Dec.of(200));
  network.takeEvents();
  network.advanceTo(3n);
  const weighed = network.takeEvents().filter(([name]) => name === 'TopicWeightUpdated');
  expect(weighed.map(([, { topic_id, topic_stake }]) => [topic_id, topic_stake])).toEqual([
    ['1', '50'],
    ['1', '0'],
  ]);
  expect(brokenInvariants(network.ctx, network.bank)).toEqual([]);
});
