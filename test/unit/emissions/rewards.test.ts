import { beforeAll, describe, expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  DelegateStakeRequestSchema,
  RewardDelegateStakeRequestSchema,
} from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { FEE } from './chain.ts';
import { account } from './network.ts';
import { type EpochLosses, lossesAt, RewardModel } from './reward-model.ts';
import { named, type RewardedBlock, Story } from './story.ts';
import { actors } from './workbench.ts';

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const whole = (texts: unknown) => (texts as string[]).map((text) => Dec.parse(text).trunc());
/** Rewards of one kind of actor in a block: address → uallo before truncation. */
function settled({ emitted }: RewardedBlock, kind: string): Map<string, string> {
  const [event] = named(emitted, 'RewardsSettled').filter(({ actor_type }) => `${actor_type}`.includes(kind));
  const addresses = (event?.addresses ?? []) as string[];
  return new Map(addresses.map((address, index) => [address, (event!.rewards as string[])[index]!]));
}

describe('whole epochs with rewards', () => {
  const owner = account('owner of all inferers');
  let story: Story;
  const blocks: RewardedBlock[] = [];
  const losses: EpochLosses[] = [];
  const before = { treasury: 0n, staking: 0n, pending: 0n };
  const stake = (reputer: string, topicId = 1n) =>
    BigInt(
      story.chain.query(
        'GetStakeReputerAuthority',
        queries.GetStakeReputerAuthorityRequestSchema,
        queries.GetStakeReputerAuthorityResponseSchema,
        { topicId, reputer },
      ).authority,
    );

  beforeAll(() => {
    const inferers = new Set(actors('inferer', 3).map(({ address }) => address));
    story = new Story({
      inferers: 3,
      forecasters: 2,
      stakes: [40_000n, 25_000n],
      ownerOf: ({ address }) => (inferers.has(address) ? owner : address),
    });
    const [delegator] = story.extra;
    const [reputer] = story.reputers;
    story.chain.add(delegator!, DelegateStakeRequestSchema, {
      sender: delegator!.address,
      topicId: 1n,
      reputer: reputer!.address,
      amount: '10000',
    });
    story.block();
    before.treasury = story.chain.moduleBalance('allorarewards');
    before.staking = story.chain.moduleBalance('allorastaking');
    before.pending = story.chain.moduleBalance('allorapendingrewards');
    for (let epoch = 0; epoch < 4; epoch++) {
      const [block] = story.reward(1) as [RewardedBlock];
      blocks.push(block);
      losses.push(lossesAt(story.chain, block.height - 24n));
    }
  });

  test('each block gives the topic an epoch of emission', () => {
    for (const { emitted } of blocks) {
      const [{ topic_ids, rewards }] = named(emitted, 'TopicRewardsSet') as [Record<string, unknown>];
      expect(topic_ids).toEqual(['1']);
      expect(whole(rewards)).toEqual([12_000_000n]);
    }
    expect(story.chain.log.filter((line) => line.includes('topic'))).toEqual([]);
  });

  test('what is paid leaves the treasury, and no uallo more', () => {
    const own = sum(blocks.flatMap((block) => whole([...settled(block, 'REPUTER').values()])));
    const inferers = sum(blocks.flatMap((block) => whole([...settled(block, 'INFERER').values()])));
    const forecasters = sum(blocks.flatMap((block) => whole([...settled(block, 'FORECASTER').values()])));
    const delegators = sum(
      blocks.flatMap(({ emitted }) =>
        named(emitted, 'DelegateRewardDistributed').map(({ amount }) => BigInt(`${amount}`)),
      ),
    );
    const { chain } = story;
    expect(own).toBeGreaterThan(0n);
    expect(delegators).toBeGreaterThan(0n);
    expect(forecasters).toBeGreaterThan(0n);
    expect(chain.moduleBalance('allorastaking') - before.staking).toBe(own);
    expect(chain.moduleBalance('allorapendingrewards') - before.pending).toBe(delegators);
    expect(chain.balance(owner)).toBe(inferers);
    // The first two churns find no epoch to reward: theirs went back to `ecosystem`.
    const redirected = 24_000_000n;
    expect(before.treasury - chain.moduleBalance('allorarewards')).toBe(
      own + delegators + inferers + forecasters + redirected,
    );
  });

  test('reputers compound: their rewards are stake that counts in the next epoch', () => {
    const [first, second] = story.reputers.map(({ address }) => address) as [string, string];
    const gained = (reputer: string) => sum(blocks.map((block) => whole([settled(block, 'REPUTER').get(reputer)])[0]!));
    expect(stake(first)).toBe(50_000n + gained(first));
    expect(stake(second)).toBe(25_000n + gained(second));
  });

  test("a reputer's delegators get their part of its reward by stake, and claim it", () => {
    const [reputer] = story.reputers;
    const [delegator] = story.extra;
    const [{ emitted }] = blocks as [RewardedBlock];
    const [{ amount }] = named(emitted, 'DelegateRewardDistributed') as [{ amount: string }];
    const own = Dec.parse(settled(blocks[0]!, 'REPUTER').get(reputer!.address)!);
    const total = own.add(Dec.of(BigInt(amount)));
    expect(BigInt(amount)).toBe(total.mul(Dec.of(10_000).quo(Dec.of(50_000))).trunc());
    const [{ reward_per_share }] = named(emitted, 'DelegateRewardShareUpdated') as [{ reward_per_share: string }];
    expect(reward_per_share).toBe(Dec.of(BigInt(amount)).quo(Dec.of(10_000)).marshal());

    const held = story.chain.balance(delegator!.address);
    const claim = { sender: delegator!.address, topicId: 1n, reputer: reputer!.address };
    story.chain.add(delegator!, RewardDelegateStakeRequestSchema, claim);
    story.block();
    const earned = sum(
      blocks.flatMap((block) =>
        named(block.emitted, 'DelegateRewardDistributed').map((event) => BigInt(`${event.amount}`)),
      ),
    );
    const paid = story.chain.balance(delegator!.address) - held + FEE;
    expect(earned - paid).toBeGreaterThanOrEqual(0n);
    expect(earned - paid).toBeLessThanOrEqual(1n);
  });

  test('every digit follows from the losses that the queries give: scores, coefficients, and who gets what', () => {
    const [first, second] = story.reputers.map(({ address }) => address) as [string, string];
    const model = new RewardModel(
      [
        [first, 50_000n],
        [second, 25_000n],
      ],
      [[first, 10_000n]],
    );
    const texts = (values: readonly { value: Dec }[]) => values.map(({ value }) => value.marshal());
    for (const [index, block] of blocks.entries()) {
      const { scored, distribution } = model.reward(losses[index]!, Dec.parse('12000000'));
      const of = (name: string, kind: string) =>
        named(block.emitted, name).find(({ actor_type }) => `${actor_type}`.includes(kind)) ?? {};
      expect(of('ScoresSet', 'REPUTER').scores).toEqual(texts(scored.scores));
      expect(of('ListeningCoefficientsSet', 'REPUTER').coefficients).toEqual(texts(scored.coefficients));
      const { split } = distribution.reputers;
      expect([...settled(block, 'REPUTER').values()]).toEqual(split.map(({ own }) => own.marshal()));
      expect([...settled(block, 'INFERER').values()]).toEqual(texts(distribution.inferers.rewards));
      expect([...settled(block, 'FORECASTER').values()]).toEqual(texts(distribution.forecasters.rewards));
      expect(named(block.emitted, 'ForecastTaskScoreSet')[0]!.score).toBe(distribution.share.taskScore.marshal());
      expect(named(block.emitted, 'DelegateRewardDistributed').map(({ amount }) => amount)).toEqual(
        split.flatMap(({ delegators }) => (delegators > 0n ? [`${delegators}`] : [])),
      );
    }
  });

  test('who was paid counts one more inclusion', () => {
    const count = (inferer: string) =>
      story.chain.query(
        'GetCountInfererInclusionsInTopic',
        queries.GetCountInfererInclusionsInTopicRequestSchema,
        queries.GetCountInfererInclusionsInTopicResponseSchema,
        { topicId: 1n, inferer },
      ).count;
    for (const { address } of story.inferers) {
      const paid = blocks.filter((block) => settled(block, 'INFERER').has(address)).length;
      expect(count(address)).toBe(BigInt(paid));
    }
  });

  test('records behind the rewarded epoch are pruned, after everything else', () => {
    const nonce = blocks[3]!.height - 24n;
    expect(blocks[3]!.emitted.at(-1)).toEqual([
      'PruneRecords',
      { block_height: `${nonce + 12n - 36n}`, topic_id: '1' },
    ]);
    expect(story.bundleAt(1n, nonce - 12n).nonce).toBe(nonce - 12n);
    expect(() => story.bundleAt(1n, nonce - 24n)).toThrow();
  });
});
