import type { Inclusions } from '../../../../protocol/losses/index.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import { state } from '../state.ts';

type Counts = StateMap<readonly [bigint, string], bigint>;

/** How many epochs of the topic had each actor's work in their losses, before this one: it tells newcomers from the experienced. */
export function readInclusions(
  ctx: Context,
  topicId: bigint,
  inferers: readonly string[],
  forecasters: readonly string[],
): Inclusions {
  const read = (counts: Counts, actors: readonly string[]) =>
    new Map(actors.map((actor) => [actor, counts.get(ctx, [topicId, actor]) ?? 0n]));
  return {
    inferers: read(state.countInfererInclusionsInTopic, inferers),
    forecasters: read(state.countForecasterInclusionsInTopic, forecasters),
  };
}

/**
 * Counts one more epoch for each actor (docs/spec/synthesis.md §8.4). The reference counts where it pays rewards, later in the same block,
 * so the epoch being closed does not count for itself here either.
 */
export function countInclusions(
  ctx: Context,
  topicId: bigint,
  inferers: readonly string[],
  forecasters: readonly string[],
): void {
  const count = (counts: Counts, actors: readonly string[]) => {
    for (const actor of actors) counts.set(ctx, [topicId, actor], (counts.get(ctx, [topicId, actor]) ?? 0n) + 1n);
  };
  count(state.countInfererInclusionsInTopic, inferers);
  count(state.countForecasterInclusionsInTopic, forecasters);
}
