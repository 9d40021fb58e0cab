import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenInvariants } from '../../../../src/chain/modules/emissions/invariants.ts';
import { addReputerStake } from '../../../../src/chain/modules/emissions/stake/books.ts';
import { distributeToDelegators } from '../../../../src/chain/modules/emissions/stake/rewards.ts';
import { state } from '../../../../src/chain/modules/emissions/state.ts';
import { alice, bob, carol, dave, Network } from '../network.ts';
import { codeOf } from '../workbench.ts';

/** Topic 1 with bob as its reputer, and coins that wait to be paid as rewards. */
function rewarding(): Network {
  const network = new Network({ minTopicWeight: `${10n ** 30n}`, removeStakeDelayWindow: 1n });
  network.createTopic();
  network.send('register', { sender: bob, topicId: 1n, owner: bob, isReputer: true });
  network.bank.sendFromAccountToModule(network.ctx, alice, 'allorarewards', 'uallo', 10n ** 6n);
  network.bank.send(network.ctx, alice, dave, 'uallo', 10n ** 6n);
  network.takeEvents();
  return network;
}

const delegate = (network: Network, sender: string, amount: bigint) =>
  network.send('delegateStake', { sender, topicId: 1n, reputer: bob, amount: `${amount}` });
const claim = (network: Network, sender: string) =>
  network.send('rewardDelegateStake', { sender, topicId: 1n, reputer: bob });
const reward = (network: Network, part: bigint) => distributeToDelegators(network.ctx, 1n, bob, part, network.bank);
/** What an account gained by something. */
function gained(network: Network, address: string, by: () => unknown): bigint {
  const before = network.balance(address);
  by();
  return network.balance(address) - before;
}

describe('rewards per share', () => {
  test('the worked example: 75 are paid, then 14 (docs/spec/emissions.md §6.4)', () => {
    const network = rewarding();
    delegate(network, carol, 300n);
    delegate(network, dave, 700n);
    network.takeEvents();
    reward(network, 250n);
    expect(network.takeEvents()).toEqual([
      [
        'DelegateRewardShareUpdated',
        { topic_id: '1', reputer: bob, reward_per_share: expect.stringMatching(/^0\.250*$/) },
      ],
      ['DelegateRewardDistributed', { topic_id: '1', reputer: bob, amount: '250' }],
    ]);
    expect(network.moduleBalance('allorapendingrewards')).toBe(250n);
    expect(gained(network, carol, () => claim(network, carol))).toBe(75n);
    expect(network.takeEvents()).toEqual([
      [
        'RewardDelegateStake',
        { topic_id: '1', reputer: bob, delegator: carol, amount: expect.stringMatching(/^75\.0*$/) },
      ],
    ]);
    expect(gained(network, carol, () => delegate(network, carol, 100n))).toBe(-100n);
    network.takeEvents();
    reward(network, 40n);
    expect(network.takeEvents()[0]![1].reward_per_share).toMatch(/^0\.2863636363/);
    expect(gained(network, carol, () => claim(network, carol))).toBe(14n);
    expect(network.takeEvents()[0]![1].amount).toMatch(/^14\.54545454/);
    expect(gained(network, carol, () => claim(network, carol))).toBe(0n);
    expect(network.takeEvents()).toEqual([]);
  });

  test('whole uallo are paid and the fraction stays behind, on every touch', () => {
    const network = rewarding();
    delegate(network, carol, 1n);
    delegate(network, dave, 2n);
    for (let i = 0; i < 3; i++) {
      reward(network, 2n);
      expect(gained(network, carol, () => claim(network, carol))).toBe(0n);
    }
    expect(gained(network, dave, () => claim(network, dave))).toBe(3n);
    expect(network.moduleBalance('allorapendingrewards')).toBe(3n);
    expect(brokenInvariants(network.ctx, network.bank)).toEqual([]);
  });

  test('adding and removing pay what is pending, and queued stake earns until it leaves', () => {
    const network = rewarding();
    delegate(network, carol, 100n);
    network.send('removeDelegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '100' });
    reward(network, 1000n);
    expect(gained(network, carol, () => delegate(network, carol, 50n))).toBe(950n);
    reward(network, 300n);
    expect(gained(network, carol, () => network.advanceTo(network.height + 2n))).toBe(400n);
    expect(network.moduleBalance('allorapendingrewards')).toBe(0n);
    expect(state.delegatedStakes.get(network.ctx, [1n, carol, bob])).toMatchObject({ amount: '50' });
    reward(network, 10n);
    network.send('removeDelegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '50' });
    expect(gained(network, carol, () => network.advanceTo(network.height + 2n))).toBe(60n);
    expect(state.delegatedStakes.has(network.ctx, [1n, carol, bob])).toBe(false);
    // What was earned before is not earned again.
    delegate(network, carol, 50n);
    expect(gained(network, carol, () => claim(network, carol))).toBe(0n);
  });

  test('a part of nothing does nothing, and where nobody delegates there is no share', () => {
    const network = rewarding();
    reward(network, 0n);
    expect(network.takeEvents()).toEqual([]);
    expect(() => reward(network, 1n)).toThrow();
  });
});

test('whatever is earned, added, claimed and removed, what delegators may claim is covered and no uallo is lost', () => {
  const step = fc.record({
    what: fc.constantFrom('reward', 'delegate', 'claim', 'remove', 'wait'),
    who: fc.constantFrom(carol, dave),
    amount: fc.bigInt(1n, 1000n),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const network = rewarding();
      delegate(network, carol, 7n);
      delegate(network, dave, 3n);
      for (const { what, who, amount } of steps) {
        if (what === 'wait') network.advanceTo(network.height + 1n);
        const nobody = state.stakeFromDelegatorsUponReputer.get(network.ctx, [1n, bob]) === undefined;
        if (what === 'reward' && !nobody) reward(network, amount);
        if (what === 'delegate') delegate(network, who, amount);
        if (what === 'claim') claim(network, who);
        if (what === 'remove') {
          const removal = { sender: who, topicId: 1n, reputer: bob, amount: `${amount}` };
          expect(['ok', 'emissions/49']).toContain(codeOf(() => network.send('removeDelegateStake', removal)));
        }
        expect(brokenInvariants(network.ctx, network.bank)).toEqual([]);
      }
      for (const who of [carol, dave]) claim(network, who);
      expect(network.log).toEqual([]);
    }),
    { numRuns: 30, seed: 5 },
  );
});

test('a reward that compounds is the reputer’s own stake', () => {
  const network = rewarding();
  delegate(network, carol, 100n);
  network.takeEvents();
  network.bank.sendFromModuleToModule(network.ctx, 'allorarewards', 'allorastaking', 'uallo', 7n);
  addReputerStake(network.ctx, 1n, bob, 7n);
  expect(network.takeEvents()).toEqual([
    ['AddStake', { topic_id: '1', reputer: bob, delegator: bob, amount: '7' }],
    ['ReputerStakeUpdated', { topic_id: '1', reputer: bob, amount: '107' }],
  ]);
  expect(codeOf(() => addReputerStake(network.ctx, 1n, bob, 0n))).toBe('emissions/52');
  expect(codeOf(() => network.send('removeStake', { sender: bob, topicId: 1n, amount: '8' }))).toBe('emissions/14');
  network.send('removeStake', { sender: bob, topicId: 1n, amount: '7' });
  expect(gained(network, bob, () => network.advanceTo(network.height + 2n))).toBe(7n);
});
