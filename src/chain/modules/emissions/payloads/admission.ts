import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { Context } from '../../../context.ts';
import { ChainError } from '../../../errors.ts';
import type { StateMap, StateSet } from '../../../store/collections.ts';
import { state } from '../state.ts';

type TopicActor = readonly [topicId: bigint, actor: string];

/** One kind of actor: who is in the active set of the open window, and what each of them submitted (docs/spec/emissions.md §7). */
export interface ActorKind<V> {
  /** What one submits, for messages. */
  readonly submission: string;
  readonly active: StateSet<TopicActor>;
  readonly submissions: StateMap<TopicActor, V>;
  /** Size of the active set. */
  cap(params: Params): bigint;
}

export const inferers = {
  submission: 'inference',
  active: state.activeInferers,
  submissions: state.inferences,
  cap: (params) => params.maxTopInferersToReward,
} satisfies ActorKind<unknown>;

export const forecasters = {
  submission: 'forecast',
  active: state.activeForecasters,
  submissions: state.forecasts,
  cap: (params) => params.maxTopForecastersToReward,
} satisfies ActorKind<unknown>;

export const reputers = {
  submission: 'reputer losses',
  active: state.activeReputers,
  submissions: state.lossBundles,
  cap: (params) => params.maxTopReputersToReward,
} satisfies ActorKind<unknown>;

/**
 * Takes an actor and its submission into the active set of the open window (docs/spec/emissions.md §7.2, steps 1 and 4–6).
 * One submission per window: a second one is an error, in words that clients look for. As long as nobody has been scored
 * every score is the initial one, so nobody displaces anybody: the set fills in order of arrival, and whoever finds it full
 * stays out without an error.
 * @returns whether the actor was admitted
 */
export function admit<V>(ctx: Context, kind: ActorKind<V>, params: Params, key: TopicActor, submission: V): boolean {
  if (kind.active.has(ctx, key)) throw new ChainError('undefined', 1, `${kind.submission} already submitted`);
  if (activeCount(ctx, kind, key[0]) >= kind.cap(params)) return false;
  kind.active.add(ctx, key);
  kind.submissions.set(ctx, key, submission);
  return true;
}

function activeCount<V>(ctx: Context, kind: ActorKind<V>, topicId: bigint): bigint {
  let count = 0n;
  for (const _ of kind.active.entries(ctx, { prefix: [topicId] })) count += 1n;
  return count;
}

/** Empties the active set and its submissions: the window is over. */
export function clearActive<V>(ctx: Context, kind: ActorKind<V>, topicId: bigint): void {
  kind.active.clear(ctx, { prefix: [topicId] });
  kind.submissions.clear(ctx, { prefix: [topicId] });
}
