import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { moduleAccountAddress } from '../../../src/chain/module-accounts.ts';
import { give } from '../../../src/chain/modules/bank/keeper.ts';
import { emitRewards } from '../../../src/chain/modules/emissions/rewards/emit-rewards.ts';
import { payOut } from '../../../src/chain/modules/emissions/rewards/pay-out.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import type { Distribution } from '../../../src/protocol/rewards/index.ts';
import { OffchainNodeSchema } from '../../../src/wire/gen/emissions/v3/types_pb.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { alice, bob, carol, dave, Network } from './network.ts';
import { named, type Plot, type RewardedBlock, Story } from './story.ts';

const PLOT: Plot = { inferers: 3, forecasters: 2, stakes: [40_000n, 25_000n] };
const kinds = ({ emitted }: RewardedBlock, name: string) => named(emitted, name).map(({ actor_type }) => actor_type);
const rewardsOf = ({ emitted }: RewardedBlock, kind: string) =>
  named(emitted, 'RewardsSettled').find(({ actor_type }) => `${actor_type}`.includes(kind))?.rewards as string[];
const INFERER = 'ACTOR_TYPE_INFERER_UNSPECIFIED';
const FORECASTER = 'ACTOR_TYPE_FORECASTER';
const REPUTER = 'ACTOR_TYPE_REPUTER';

describe('rewards', () => {
  test('an epoch without losses earns nothing: the reward goes back to ecosystem', () => {
    const story = new Story({ ...PLOT, present: (role, _, epoch) => role !== 'reputer' || epoch !== 1 });
    story.reward(1);
    const before = story.chain.moduleBalance('ecosystem');
    const [silent, next] = story.reward(2) as [RewardedBlock, RewardedBlock];
    expect(named(silent.emitted, 'RewardsSettled')).toEqual([]);
    expect(named(silent.emitted, 'TopicRewardsSet')).toHaveLength(1);
    expect(kinds(next, 'RewardsSettled')).toEqual([INFERER, FORECASTER, REPUTER]);
    const fees = 2n * 10n * 7n - 2n * 10n;
    expect(story.chain.moduleBalance('ecosystem') - before).toBe(12_000_000n + fees);
    expect(story.chain.log.filter((line) => line.includes('topic'))).toEqual([
      expect.stringContaining('reputer nonce 26 closed without losses'),
    ]);
  });

  test('a single inferer has the score 0, which moves no EMA, and all of the inference reward', () => {
    const story = new Story({ ...PLOT, inferers: 1 });
    const blocks = story.reward(3);
    for (const block of blocks) {
      expect(named(block.emitted, 'ScoresSet').find(({ actor_type }) => actor_type === INFERER)?.scores).toEqual(['0']);
      expect(kinds(block, 'EMAScoresSet')).not.toContain(INFERER);
      // Nobody forecasts for one inferer what could be told apart: no entropy, no reward.
      expect(kinds(block, 'RewardsSettled')).toEqual([INFERER, REPUTER]);
    }
    const reward = Dec.parse(rewardsOf(blocks[2]!, 'INFERER')[0]!);
    expect(reward.gt(Dec.ZERO)).toBe(true);
  });

  test('a single forecaster has the score 0 and all of the forecasting reward', () => {
    const [, , block] = new Story({ ...PLOT, forecasters: 1 }).reward(3) as [
      RewardedBlock,
      RewardedBlock,
      RewardedBlock,
    ];
    expect(named(block.emitted, 'ScoresSet').find(({ actor_type }) => actor_type === FORECASTER)?.scores).toEqual([
      '0',
    ]);
    expect(kinds(block, 'EMAScoresSet')).toEqual([REPUTER, INFERER]);
    expect(rewardsOf(block, 'FORECASTER')).toHaveLength(1);
  });

  test('without forecasters their part goes to the others, and their quantile becomes 0', () => {
    const story = new Story({ ...PLOT, forecasters: 0 });
    const [, , block] = story.reward(3) as [RewardedBlock, RewardedBlock, RewardedBlock];
    expect(kinds(block, 'ScoresSet')).toEqual([REPUTER, INFERER]);
    expect(kinds(block, 'RewardsSettled')).toEqual([INFERER, REPUTER]);
    const all = [...rewardsOf(block, 'INFERER'), ...rewardsOf(block, 'REPUTER')].map((text) => Dec.parse(text));
    expect(all.reduce((sum, reward) => sum.add(reward), Dec.ZERO).toNumber()).toBeCloseTo(12_000_000, 6);
    const { value } = story.chain.query(
      'GetPreviousTopicQuantileForecasterScoreEma',
      queries.GetPreviousTopicQuantileForecasterScoreEmaRequestSchema,
      queries.GetPreviousTopicQuantileForecasterScoreEmaResponseSchema,
      { topicId: 1n },
    );
    expect(value).toBe('0');
  });

  test('a reward below one uallo is not paid and counts no inclusion; it stays in the treasury', () => {
    const story = new Story({ ...PLOT, emission: 1n });
    const before = story.chain.moduleBalance('allorarewards');
    const [block] = story.reward(1) as [RewardedBlock];
    const paid = named(block.emitted, 'RewardsSettled').flatMap(({ addresses }) => addresses as string[]);
    expect(paid.length).toBeLessThan(5);
    for (const { address } of story.inferers) {
      const { count } = story.chain.query(
        'GetCountInfererInclusionsInTopic',
        queries.GetCountInfererInclusionsInTopicRequestSchema,
        queries.GetCountInfererInclusionsInTopicResponseSchema,
        { topicId: 1n, inferer: address },
      );
      expect(count).toBe(paid.includes(address) ? 1n : 0n);
    }
    const whole = named(block.emitted, 'RewardsSettled').flatMap(({ rewards }) =>
      (rewards as string[]).map((text) => Dec.parse(text).trunc()),
    );
    const spent = whole.reduce((sum, amount) => sum + amount, 0n);
    expect(spent).toBeLessThan(12n);
    expect(before - story.chain.moduleBalance('allorarewards')).toBe(spent + 24n);
  });

  test('an epoch that cannot be scored is logged, its reward redirected, its nonce forgotten', () => {
    const network = new Network();
    give(network.ctx, moduleAccountAddress('allorarewards'), [{ denom: 'uallo', amount: 10n ** 9n }]);
    network.createTopic();
    state.topicRewardNonce.set(network.ctx, 1n, 5n);
    state.rewardCurrentBlockEmission.set(network.ctx, 1000n);
    state.totalSumPreviousTopicWeights.set(network.ctx, Dec.of(200));
    network.takeEvents();
    const before = network.moduleBalance('ecosystem');
    emitRewards(network.ctx, new Map([[1n, Dec.of(200)]]), network.bank);
    expect(network.log).toEqual([expect.stringContaining('topic 1: epoch 5 is not rewarded')]);
    expect(network.moduleBalance('ecosystem') - before).toBe(12_000n);
    expect(state.topicRewardNonce.has(network.ctx, 1n)).toBe(false);
    expect(network.takeEvents().map(([name]) => name)).toEqual(['TopicRewardsSet']);
    // Without a treasury or a weight nothing happens, not even that.
    emitRewards(network.ctx, new Map(), network.bank);
    state.totalSumPreviousTopicWeights.delete(network.ctx);
    emitRewards(network.ctx, new Map([[1n, Dec.ONE]]), network.bank);
    expect(network.takeEvents()).toEqual([]);
  });

  test('two topics on one block share by weight; a treasury that is too small is shared out whole', () => {
    const story = new Story({ ...PLOT, topics: 2, beginning: { treasury: 1_000_000n }, emission: 1_000_000n });
    while (story.chain.height < 14n) story.block();
    const [event] = named(story.chain.emitted(), 'TopicRewardsSet');
    expect(event?.topic_ids).toEqual(['1', '2']);
    const [first, second] = (event!.rewards as string[]).map((text) => Dec.parse(text)) as [Dec, Dec];
    expect(first.add(second).toNumber()).toBeCloseTo(1_000_000, 6);
    expect(first.quo(second).toNumber()).toBeCloseTo(1, 3);
    expect(story.chain.moduleBalance('allorarewards')).toBeLessThan(3n);

    const rich = new Story({ ...PLOT, topics: 2 });
    const [block] = rich.reward(1) as [RewardedBlock];
    const [paid] = named(block.emitted, 'TopicRewardsSet');
    const sum = (paid!.rewards as string[]).reduce((total, text) => total.add(Dec.parse(text)), Dec.ZERO);
    expect(sum.toNumber()).toBeCloseTo(12_000_000, 6);
    expect(kinds(block, 'RewardsSettled')).toEqual([INFERER, REPUTER, INFERER, REPUTER]);
  });

  test('at the end of a month the share of reputers is kept and the sums begin anew', () => {
    const story = new Story({ ...PLOT, params: { blocksPerMonth: 63n } });
    const blocks = story.reward(3);
    const part = (kind: string) =>
      blocks.flatMap((block) => rewardsOf(block, kind) ?? []).map((text) => Dec.parse(text).toNumber());
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const share = sum(part('REPUTER')) / sum([...part('REPUTER'), ...part('INFERER'), ...part('FORECASTER')]);
    while (story.chain.height < 63n) story.block();
    const [event] = named(story.chain.emitted(), 'PreviousPercentageRewardToStakedReputersSet');
    expect(event?.block_height).toBe('63');
    expect(Number(event?.percentage)).toBeCloseTo(share, 5);
    const percentage = () =>
      story.chain.query(
        'GetPreviousPercentageRewardToStakedReputers',
        queries.GetPreviousPercentageRewardToStakedReputersRequestSchema,
        queries.GetPreviousPercentageRewardToStakedReputersResponseSchema,
        {},
      ).percentageReward;
    expect(percentage()).toBe(event?.percentage);
    const { emissions } = story.chain.app.exportGenesis() as { emissions: Record<string, unknown> };
    expect([emissions.monthly_reputer_rewards, emissions.monthly_topic_rewards]).toEqual(['0', '0']);
  });

  test('who cannot be paid leaves the others paid, and the epoch out of the month', () => {
    const network = new Network();
    give(network.ctx, moduleAccountAddress('allorarewards'), [{ denom: 'uallo', amount: 100n }]);
    state.workers.set(network.ctx, bob, create(OffchainNodeSchema, { nodeAddress: bob, owner: carol }));
    const rewards = (entries: [string, string][]) =>
      entries.map(([worker, text]) => ({ worker, value: Dec.parse(text) }));
    const distribution = {
      reputers: { split: [{ reputer: dave, own: Dec.parse('-1'), delegators: 0n, perShare: undefined }] },
      inferers: {
        rewards: rewards([
          [alice, '7.9'],
          [bob, '7.9'],
        ]),
      },
      forecasters: { rewards: rewards([[bob, '0.9']]) },
    } as unknown as Distribution;
    const before = network.balance(carol);
    expect(payOut(network.ctx, network.bank, 1n, 5n, distribution)).toBe(false);
    expect(network.balance(carol) - before).toBe(7n);
    expect(network.log.map((line) => line.split(':')[1])).toEqual([` ${dave} is not paid`, ` ${alice} is not paid`]);
    expect(network.takeEvents()).toEqual([
      [
        'RewardsSettled',
        {
          actor_type: INFERER,
          topic_id: '1',
          block_height: '5',
          addresses: [bob],
          rewards: ['7.9'],
          block_height_tx: '1',
        },
      ],
    ]);
    expect(state.countInfererInclusionsInTopic.get(network.ctx, [1n, bob])).toBe(1n);
    expect(state.countForecasterInclusionsInTopic.has(network.ctx, [1n, bob])).toBe(false);
  });
});
