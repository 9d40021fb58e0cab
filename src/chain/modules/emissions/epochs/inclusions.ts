import type { Inclusions } from '../../../../protocol/losses/index.ts';
import type { Context } from '../../../context.ts';
import type { StateMap } from '../../../store/collections.ts';
import { state } from '../state.ts';

type Counts = StateMap<readonly [bigint, string], bigint>;

/** How many epochs of the topic paid each actor for its work, before this one: it tells newcomers from the experienced. */
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
