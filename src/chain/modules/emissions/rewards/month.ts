import { Dec } from '../../../../protocol/decimal/index.ts';
import { reputerPercentage } from '../../../../protocol/rewards/index.ts';
import { EventPreviousPercentageRewardToStakedReputersSetSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Context } from '../../../context.ts';
import type { Item } from '../../../store/collections.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';

/** Adds a topic's reward, and the part of it that went to reputers, to the sums of the month, in whole uallo (docs/spec/emissions.md §11.8). */
export function addMonthlyRewards(ctx: Context, toReputers: Dec, toTopic: Dec): void {
  add(ctx, state.monthlyReputerRewards, toReputers.trunc());
  add(ctx, state.monthlyTopicRewards, toTopic.trunc());
}

function add(ctx: Context, sum: Item<bigint>, amount: bigint): void {
  if (amount !== 0n) sum.set(ctx, (sum.get(ctx) ?? 0n) + amount);
}

/**
 * Where a month of `blocks_per_month` blocks ends: keeps the share of its rewards that went to reputers, which the mint reads, and starts the
 * sums anew (docs/spec/emissions.md §5.8).
 */
export function closeMonth(ctx: Context): void {
  if (ctx.height % state.params.require(ctx).blocksPerMonth !== 0n) return;
  const percentage = reputerPercentage(
    Dec.of(state.monthlyReputerRewards.get(ctx) ?? 0n),
    Dec.of(state.monthlyTopicRewards.get(ctx) ?? 0n),
  );
  if (percentage.isZero()) state.previousPercentageRewardToStakedReputers.delete(ctx);
  else state.previousPercentageRewardToStakedReputers.set(ctx, percentage);
  emit(ctx, EventPreviousPercentageRewardToStakedReputersSetSchema, {
    blockHeight: ctx.height,
    percentage: eventDec(percentage),
  });
  state.monthlyReputerRewards.delete(ctx);
  state.monthlyTopicRewards.delete(ctx);
}
