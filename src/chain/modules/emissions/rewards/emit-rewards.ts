import { Dec } from '../../../../protocol/decimal/index.ts';
import { heaviestTopics, topicRewards } from '../../../../protocol/rewards/index.ts';
import { EventTopicRewardsSetSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { moduleAccountAddress } from '../../../module-accounts.ts';
import type { BankKeeper } from '../../bank/keeper.ts';
import { DENOM } from '../amounts.ts';
import { logFailure } from '../epochs/failure.ts';
import { pruneRecords } from '../epochs/prune.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { requireTopic } from '../topics/store.ts';
import { totalSumPreviousTopicWeights } from '../topics/weight.ts';
import { ECOSYSTEM, REWARDS } from './accounts.ts';
import { rewardTopic } from './reward-topic.ts';

/**
 * EndBlock step 5 (docs/spec/emissions.md §11.1): gives every topic that churns at this height its share of an epoch's emission, and what
 * has nobody to go to back to `ecosystem`. Records of rewarded epochs are pruned at the end. Nothing happens while the treasury is empty.
 * @param weights topic id → weight of the topics that churn and stayed active (§5.4)
 */
export function emitRewards(ctx: Context, weights: ReadonlyMap<bigint, Dec>, bank: BankKeeper): void {
  if (weights.size === 0) return;
  const balance = bank.balance(ctx, moduleAccountAddress(REWARDS), DENOM);
  const totalWeight = totalSumPreviousTopicWeights(ctx);
  // The reference halts the chain when no weight is set, which a minimum weight of 0 makes possible; here nobody is rewarded.
  if (balance === 0n || totalWeight.isZero()) return;
  const params = state.params.require(ctx);
  const topics = heaviestTopics(
    [...weights].map(([id, weight]) => ({ id, weight })),
    Number(params.maxActiveTopicsPerBlock),
  ).map((heavy) => ({ ...heavy, topic: requireTopic(ctx, heavy.id) }));
  const rewards = topicRewards(
    topics.map(({ id, weight, topic }) => ({ id, weight, epochLength: topic.epochLength })),
    {
      totalWeight,
      blockEmission: Dec.of(state.rewardCurrentBlockEmission.get(ctx) ?? 0n),
      balance: Dec.of(balance),
    },
  );
  const rewarded: [Topic, bigint][] = [];
  for (const { id, topic } of topics) {
    const reward = rewards.get(id);
    const nonce = state.topicRewardNonce.get(ctx, id) ?? 0n;
    if (nonce !== 0n) rewarded.push([topic, nonce]);
    if (reward === undefined) continue;
    if (nonce === 0n) redirect(ctx, bank, id, reward);
    else rewardOrRedirect(ctx, bank, { topic, params, nonce }, reward);
  }
  const sorted = [...rewards].sort(([a], [b]) => (a < b ? -1 : 1));
  emit(ctx, EventTopicRewardsSetSchema, {
    topicIds: sorted.map(([id]) => id),
    rewards: sorted.map(([, reward]) => eventDec(reward)),
  });
  for (const [topic, nonce] of rewarded.reverse()) pruneRecords(ctx, topic, nonce);
}

/** An epoch that cannot be rewarded costs its topic the reward; what was booked and paid before the error stays. */
function rewardOrRedirect(ctx: Context, bank: BankKeeper, epoch: Parameters<typeof rewardTopic>[2], reward: Dec): void {
  try {
    rewardTopic(ctx, bank, epoch, reward);
  } catch (error) {
    logFailure(ctx, `topic ${epoch.topic.id}: epoch ${epoch.nonce} is not rewarded`, error);
    redirect(ctx, bank, epoch.topic.id, reward);
  }
}

/** Sends a reward that finds no taker where emissions come from; what is less than one uallo stays. */
function redirect(ctx: Context, bank: BankKeeper, topicId: bigint, reward: Dec): void {
  try {
    bank.sendFromModuleToModule(ctx, REWARDS, ECOSYSTEM, DENOM, reward.trunc());
  } catch (error) {
    logFailure(ctx, `topic ${topicId}: reward not returned to ${ECOSYSTEM}`, error);
  }
}
