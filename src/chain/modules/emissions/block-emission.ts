import { Dec } from '../../../protocol/decimal/index.ts';
import type { TopicRewardsPort } from '../mint/index.ts';
import { state } from './state.ts';

/** What mint asks of this module (docs/spec/emissions.md §1.1): the parameter `validators_vs_allora_percent_reward`, and to keep what topics got. */
export const topicRewards: TopicRewardsPort = {
  validatorsShare: (ctx) => Dec.parse(state.params.require(ctx).validatorsVsAlloraPercentReward),
  setBlockEmission(ctx, amount) {
    if (state.rewardCurrentBlockEmission.get(ctx) !== amount) state.rewardCurrentBlockEmission.set(ctx, amount);
  },
};
