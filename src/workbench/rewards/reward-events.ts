import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { Dec } from '../../protocol/decimal/index.ts';
import {
  EventAddStakeSchema,
  EventDelegateRewardDistributedSchema,
  EventForecastTaskScoreSetSchema,
  EventListeningCoefficientsSetSchema,
  EventNetworkLossSetSchema,
  EventRewardsSettledSchema,
  EventScoresSetSchema,
  EventTopicRewardsSetSchema,
} from '../../wire/gen/emissions/v10/events_pb.ts';
import { ActorType } from '../../wire/gen/emissions/v10/types_pb.ts';
import { type AbciEvent, readEvent } from '../../wire/index.ts';
import type { ByActor } from '../closing-events.ts';

export type Task = 'inferer' | 'forecaster' | 'reputer';
export const TASKS: readonly Task[] = ['inferer', 'forecaster', 'reputer'];

/** How events number the tasks. */
export const TASK_TYPES: Readonly<Record<Task, ActorType>> = {
  inferer: ActorType.INFERER_UNSPECIFIED,
  forecaster: ActorType.FORECASTER,
  reputer: ActorType.REPUTER,
};

/** What the block that closes a reputer window says of scores and rewards (`docs/spec/emissions.md` §10–§11). */
export interface RewardEvents {
  readonly scores: Readonly<Record<Task, ByActor>>;
  readonly coefficients: ByActor;
  /** Naive loss − combined loss; undefined where no reward was computed. */
  readonly taskScore: Dec | undefined;
  /** What was paid, before truncation. */
  readonly settled: Readonly<Record<Task, ByActor>>;
  /** uallo for those who delegated to each reputer. */
  readonly delegators: ReadonlyMap<string, bigint>;
  /** What topics were given in this block; undefined where there was nothing to give. */
  readonly topicReward: Dec | undefined;
  readonly anyRewards: boolean;
  /** uallo that the block itself added to the stake of each reputer. */
  readonly compounded: ReadonlyMap<string, bigint>;
}

const byActor = (addresses: readonly string[] = [], decimals: readonly string[] = []): ByActor =>
  new Map(addresses.map((address, i) => [address, Dec.parse(decimals[i] ?? '0')]));

function all<D extends DescMessage>(events: readonly AbciEvent[], schema: D): MessageShape<D>[] {
  return events.filter(({ type }) => type === schema.typeName).map((event) => readEvent(schema, event));
}

/** The events of one epoch's judgement, out of all of its block's own. */
export function rewardEvents(events: readonly AbciEvent[], topicId: bigint, nonce: bigint): RewardEvents {
  const about = <M extends { topicId: bigint; blockHeight: bigint }>(found: readonly M[]): M[] =>
    found.filter((message) => message.topicId === topicId && message.blockHeight === nonce);
  const scores = about(all(events, EventScoresSetSchema));
  const settled = about(all(events, EventRewardsSettledSchema));
  const [coefficients] = about(all(events, EventListeningCoefficientsSetSchema));
  const score = all(events, EventForecastTaskScoreSetSchema).find((message) => message.topicId === topicId);
  const [rewards] = all(events, EventTopicRewardsSetSchema);
  const reward = rewards?.rewards[rewards.topicIds.indexOf(topicId)];
  const own = <M extends { topicId: bigint; reputer: string; amount: string }>(found: readonly M[]) =>
    new Map(found.filter((message) => message.topicId === topicId).map((m) => [m.reputer, BigInt(m.amount)]));
  const perTask = (found: readonly { actorType: ActorType; addresses: string[] }[], values: string) =>
    Object.fromEntries(
      TASKS.map((task) => {
        const message = found.find(({ actorType }) => actorType === TASK_TYPES[task]);
        return [task, byActor(message?.addresses, (message as unknown as Record<string, string[]>)?.[values])];
      }),
    ) as Record<Task, ByActor>;
  return {
    scores: perTask(scores, 'scores'),
    settled: perTask(settled, 'rewards'),
    coefficients: byActor(coefficients?.addresses, coefficients?.coefficients),
    taskScore: score && Dec.parse(score.score),
    topicReward: reward === undefined ? undefined : Dec.parse(reward),
    anyRewards: rewards !== undefined,
    delegators: own(all(events, EventDelegateRewardDistributedSchema)),
    compounded: own(all(events, EventAddStakeSchema)),
  };
}

/** Whether a block's events tell of the network's losses of this epoch. */
export const judges = (events: readonly AbciEvent[], topicId: bigint, nonce: bigint): boolean =>
  all(events, EventNetworkLossSetSchema).some((loss) => loss.topicId === topicId && loss.blockHeight === nonce);
