import { describe, expect, test } from 'vitest';
import { FEE } from '../chain.ts';
import { codes, deliver } from '../sending.ts';
import {
  add,
  cancel,
  cancelDelegated,
  claim,
  dana,
  delegate,
  dora,
  remove,
  removeDelegated,
  rita,
  rolf,
  stakedChain,
  unregister,
} from './staked.ts';

describe('remove stake', () => {
  test('waits for the delay, counts until then, and pays the reputer', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 1000n));
    const [asked] = deliver(chain, remove(rita, 600n));
    const completion = chain.height + 3n;
    const who = { topic_id: '1', reputer: rita.address, delegator: rita.address };
    expect(asked).toEqual({
      code: 'ok',
      events: [['RequestStakeRemoval', { ...who, amount: '600', completion_height: `${completion}` }]],
    });
    const before = chain.balance(rita.address);
    while (chain.height < completion - 1n) {
      chain.block();
      expect(chain.moduleBalance('allorastaking')).toBe(1000n);
      expect(chain.emitted()).toEqual([]);
    }
    chain.block();
    expect(chain.emitted()).toEqual([
      ['CancelStakeRemoval', who],
      ['RemoveStake', { ...who, amount: '600' }],
      ['ReputerStakeUpdated', { topic_id: '1', reputer: rita.address, amount: '400' }],
    ]);
    expect(chain.balance(rita.address)).toBe(before + 600n);
    expect(chain.moduleBalance('allorastaking')).toBe(400n);
    expect(chain.app.brokenInvariants()).toEqual([]);
  });

  test('a further request replaces the amount and begins the delay anew', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 1000n));
    deliver(chain, remove(rita, 1000n));
    chain.block();
    const [again] = deliver(chain, remove(rita, 1n));
    expect(again!.events.map(([name]) => name)).toEqual(['CancelStakeRemoval', 'RequestStakeRemoval']);
    const completion = chain.height + 3n;
    while (chain.height < completion - 1n) chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(1000n);
    chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(999n);
    for (let i = 0; i < 5; i++) chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(999n);
  });

  test('checks amount, address, topic and own stake, in this order, and asks for no registration', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 100n), delegate(dana, rita, 50n));
    expect(codes(chain, remove(rita, '0', { topicId: 9n }), remove(rita, '-1'))).toEqual(['sdk/10', 'sdk/10']);
    // What was delegated is not the reputer's to remove.
    expect(codes(chain, remove(rita, 101n, { topicId: 9n }), remove(rita, 101n), remove(rolf, 1n))).toEqual([
      'emissions/23',
      'emissions/14',
      'emissions/14',
    ]);
    expect(codes(chain, unregister(rita), remove(rita, 100n))).toEqual(['ok', 'ok']);
    for (let i = 0; i < 3; i++) chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(50n);
    expect(chain.app.brokenInvariants()).toEqual([]);
  });

  test('a delay of none pays at the end of the same block', () => {
    const chain = stakedChain({ removeStakeDelayWindow: 0n });
    deliver(chain, add(rita, 100n), remove(rita, 100n));
    expect(chain.moduleBalance('allorastaking')).toBe(0n);
  });
});

describe('cancel', () => {
  test('takes the removal out of the queue, once, and says 23 and 64', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 1000n), remove(rita, 1000n));
    expect(codes(chain, cancel(rita, { topicId: 9n }), cancel(rolf))).toEqual(['emissions/23', 'emissions/64']);
    const [first, second] = deliver(chain, cancel(rita), cancel(rita));
    expect(first!.events).toEqual([
      ['CancelStakeRemoval', { topic_id: '1', reputer: rita.address, delegator: rita.address }],
    ]);
    expect(second!.code).toBe('emissions/64');
    for (let i = 0; i < 5; i++) chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(1000n);
  });

  test('of delegated stake looks at the sender, whatever delegator is named', () => {
    const chain = stakedChain();
    deliver(chain, delegate(dana, rita, 10n), delegate(dora, rita, 10n));
    deliver(chain, removeDelegated(dana, rita, 10n), removeDelegated(dora, rita, 10n));
    expect(
      codes(
        chain,
        cancelDelegated(dana, rita, { topicId: 9n }),
        cancelDelegated(dana, rolf),
        cancelDelegated(rolf, rita, { delegator: dana.address }),
        cancelDelegated(dana, rita, { delegator: dora.address }),
        cancelDelegated(dana, rita),
      ),
    ).toEqual(['emissions/23', 'emissions/64', 'emissions/64', 'ok', 'emissions/64']);
    for (let i = 0; i < 3; i++) chain.block();
    expect(chain.moduleBalance('allorastaking')).toBe(10n);
    expect(chain.app.brokenInvariants()).toEqual([]);
  });
});

describe('remove delegate stake', () => {
  test('pays the delegator after the delay, also when the reputer is no longer registered', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 100n), delegate(dana, rita, 40n), delegate(dora, rita, 2n));
    deliver(chain, unregister(rita));
    const before = chain.balance(dana.address);
    const [asked] = deliver(chain, removeDelegated(dana, rita, 40n));
    const who = { topic_id: '1', reputer: rita.address, delegator: dana.address };
    expect(asked!.events).toEqual([
      ['RequestStakeRemoval', { ...who, amount: '40', completion_height: `${chain.height + 3n}` }],
    ]);
    for (let i = 0; i < 3; i++) chain.block();
    expect(chain.emitted()).toEqual([
      ['CancelStakeRemoval', who],
      ['RemoveStake', { ...who, amount: '40' }],
      ['ReputerStakeUpdated', { topic_id: '1', reputer: rita.address, amount: '102' }],
    ]);
    expect(chain.balance(dana.address)).toBe(before - FEE + 40n);
    expect(codes(chain, removeDelegated(dana, rita, 1n))).toEqual(['emissions/49']);
    expect(chain.app.brokenInvariants()).toEqual([]);
  });

  test('checks amount, addresses, topic and placement, in this order', () => {
    const chain = stakedChain();
    deliver(chain, add(rita, 100n), delegate(dana, rita, 40n));
    expect(
      codes(
        chain,
        removeDelegated(dana, rita, '0', { reputer: 'x' }),
        removeDelegated(dana, rita, 41n, { reputer: 'x', topicId: 9n }),
        removeDelegated(dana, rita, 41n, { topicId: 9n }),
        removeDelegated(dana, rita, 41n),
        removeDelegated(dora, rita, 1n),
        removeDelegated(rita, rita, 1n),
      ),
    ).toEqual(['sdk/10', 'sdk/7', 'emissions/23', 'emissions/49', 'emissions/49', 'emissions/49']);
  });
});

test('claiming checks addresses and topic, and nothing to claim is no error', () => {
  const chain = stakedChain();
  const [bad, unknown, ok] = deliver(
    chain,
    claim(dana, rita, { reputer: 'x', topicId: 9n }),
    claim(dana, rita, { topicId: 9n }),
    claim(dana, rita),
  );
  expect([bad!.code, unknown!.code, ok]).toEqual(['sdk/7', 'emissions/23', { code: 'ok', events: [] }]);
});
