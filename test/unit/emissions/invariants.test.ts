import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { balances } from '../../../src/chain/modules/bank/state.ts';
import { brokenInvariants } from '../../../src/chain/modules/emissions/invariants.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  DelegatorInfoSchema,
  ScoreSchema,
  StakeRemovalInfoSchema,
} from '../../../src/wire/gen/emissions/v3/types_pb.ts';
import { InferenceSchema, TopicIdsSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { alice, bob, carol, Network } from './network.ts';
import { remove } from './stake/staked.ts';
import { Story } from './story.ts';

/** An active topic, a reputer, a delegator, both about to leave with a part. */
function sound(): Network {
  const network = new Network({ maxTopInferersToReward: 2n });
  network.createTopic();
  network.send('register', { sender: bob, topicId: 1n, owner: bob, isReputer: true });
  network.send('addStake', { sender: bob, topicId: 1n, amount: '100000' });
  network.send('delegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '500' });
  network.send('removeStake', { sender: bob, topicId: 1n, amount: '10' });
  network.send('removeDelegateStake', { sender: carol, topicId: 1n, reputer: bob, amount: '20' });
  network.advanceTo(15n);
  return network;
}

const score = (address: string, value: string) =>
  create(ScoreSchema, { topicId: 1n, blockHeight: 1n, address, score: value });

type Spoil = (ctx: Network['ctx']) => void;

const spoils: [what: string, spoil: Spoil, says: RegExp][] = [
  ['coins', (ctx) => balances.set(ctx, [alice, 'uallo'], 1n), /balances of uallo add up to \d+, its supply is/],
  ['total stake', (ctx) => state.totalStake.set(ctx, 7n), /allorastaking holds 100500, the total stake is 7/],
  [
    'authority',
    (ctx) => state.stakeReputerAuthority.set(ctx, [1n, alice], 5n),
    /stake of 1 is kept as 100500, it adds/,
  ],
  ['topic stake', (ctx) => state.topicStake.delete(ctx, 1n), /the stake of 1 is not kept, it adds up to 100500/],
  [
    'queued amounts',
    (ctx) =>
      state.stakeRemovalsByBlock.set(
        ctx,
        [9n, 1n, alice],
        create(StakeRemovalInfoSchema, { topicId: 1n, reputer: alice, amount: '100501', blockRemovalCompleted: 9n }),
      ),
    /100531 are queued for removal in topic 1, its stake is 100500/,
  ],
  [
    'stake of a delegator',
    (ctx) => state.stakeSumFromDelegator.set(ctx, [1n, carol], 1n),
    /the delegated stake of 1,\w+ is kept as 1, it adds up to 500/,
  ],
  [
    'stake upon a reputer',
    (ctx) => state.stakeFromDelegatorsUponReputer.delete(ctx, [1n, bob]),
    /the stake delegated upon of 1,\w+ is not kept, it adds up to 500/,
  ],
  [
    'what was earned',
    (ctx) => state.delegateRewardPerShare.set(ctx, [1n, bob], Dec.parse('0.5')),
    /delegators have earned 250\.0, allorapendingrewards holds 0/,
  ],
  [
    'a debt',
    (ctx) =>
      state.delegatedStakes.set(ctx, [1n, carol, bob], create(DelegatorInfoSchema, { amount: '500', rewardDebt: '1' })),
    /has earned -1/,
  ],
  [
    'delegated stake',
    (ctx) => state.stakeReputerAuthority.set(ctx, [1n, bob], 499n),
    /500 are delegated upon 1,\w+, whose authority is 499/,
  ],
  [
    'weights',
    (ctx) => state.totalSumPreviousTopicWeights.set(ctx, Dec.of(3)),
    /weights of the active topics add up to/,
  ],
  [
    'the churn slot',
    (ctx) => state.topicToNextPossibleChurningBlock.set(ctx, 1n, 99n),
    /topic 1 churns at 99, it is listed at \d+/,
  ],
  ['activity', (ctx) => state.activeTopics.delete(ctx, 1n), /inactive topic 1 is listed at \d+/],
  [
    'topics per block',
    (ctx) => state.blockToActiveTopics.set(ctx, 99n, create(TopicIdsSchema, { topicIds: [2n, 3n] })),
    /2 topics churn at 99, 1 may/,
  ],
  ['an active set', (ctx) => state.activeInferers.add(ctx, [1n, alice]), /has its lowest score from nobody/],
  [
    'the lowest score',
    (ctx) => {
      state.activeInferers.add(ctx, [1n, alice]);
      state.infererScoreEmas.set(ctx, [1n, alice], score(alice, '0.5'));
      state.lowestInfererScoreEma.set(ctx, 1n, score(alice, '0.6'));
    },
    /lowest score 0\.6, the least average is 0\.5/,
  ],
  [
    'a submission',
    (ctx) => state.inferences.set(ctx, [1n, alice], create(InferenceSchema, { topicId: 1n, inferer: alice })),
    /submissions of kind 0: there is one of 1,\w+, who is not active/,
  ],
  [
    'somebody active',
    (ctx) => {
      state.activeReputers.add(ctx, [1n, bob]);
      state.lowestReputerScoreEma.set(ctx, 1n, score(bob, '0'));
    },
    /submissions of kind 2: there is none of 1,\w+, who is active/,
  ],
  [
    'the size of an active set',
    (ctx) => {
      for (const address of [alice, bob, carol]) state.activeInferers.add(ctx, [1n, address]);
    },
    /has 3 members/,
  ],
];

test('a sound state breaks none', () => {
  const { ctx, bank } = sound();
  expect(state.activeTopics.has(ctx, 1n)).toBe(true);
  expect(brokenInvariants(ctx, bank)).toEqual([]);
});

test.each(spoils)('what is wrong with %s is told', (_what, spoil, says) => {
  const { ctx, bank } = sound();
  spoil(ctx);
  expect(brokenInvariants(ctx, bank)).toEqual(expect.arrayContaining([expect.stringMatching(says)]));
});

test('epochs with rewards, more workers than slots, and stake that leaves break none at any height', () => {
  const story = new Story({
    inferers: 3,
    forecasters: 2,
    stakes: [40_000n, 25_000n],
    params: { maxTopInferersToReward: 2n },
  });
  const [reputer] = story.reputers;
  const { signer, schema, message } = remove(reputer!, 1000n);
  story.chain.add(signer, schema, message as never);
  story.reward(2);
  for (let height = 1n; height <= story.chain.height; height++) {
    expect(story.chain.app.brokenInvariants(height), `at ${height}`).toEqual([]);
  }
});
