import type { ActorRole } from '../../client/actor-status.ts';
import { isEventOf, readEventOf } from '../../client/v9/events.ts';
import type { WatchedBlock } from '../../client/watch.ts';
import {
  EventEMAScoresSetSchema,
  EventInsertInfererPayloadSchema,
  EventReputerSubmissionWindowOpenedSchema,
  EventRewardsSettledSchema,
  EventScoresSetSchema,
  EventWorkerSubmissionWindowOpenedSchema,
} from '../../wire/gen/emissions/v10/events_pb.ts';
import { ActorType, type Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import { type ActorWindow, windowOf } from './window.ts';

/** What a block says to an actor. */
export interface ActorBlock {
  readonly height: bigint;
  readonly opened: readonly ActorWindow[];
  /** Score of this actor for a nonce. */
  readonly score: { readonly nonce: bigint; readonly value: string } | null;
  /** Its smoothed score after that. */
  readonly smoothed: string | null;
  /** Reward of this actor, uallo (with a fraction). */
  readonly reward: { readonly nonce: bigint; readonly amount: string } | null;
  /** Inferers that answered, by nonce. */
  readonly answered: readonly { readonly nonce: bigint; readonly inferer: string }[];
}

const TYPES: Readonly<Record<ActorRole, ActorType>> = {
  worker: ActorType.INFERER_UNSPECIFIED,
  forecaster: ActorType.FORECASTER,
  reputer: ActorType.REPUTER,
};

interface PerActor {
  readonly actorType: ActorType;
  readonly topicId: bigint;
  readonly addresses: readonly string[];
}

/** Reads a block for one actor of a topic. */
export function actorBlock({ height, events }: WatchedBlock, topic: Topic, role: ActorRole, actor: string): ActorBlock {
  const opens = role === 'reputer' ? EventReputerSubmissionWindowOpenedSchema : EventWorkerSubmissionWindowOpenedSchema;
  const opened: ActorWindow[] = [];
  const answered: { nonce: bigint; inferer: string }[] = [];
  let [score, smoothed, reward]: [ActorBlock['score'], string | null, ActorBlock['reward']] = [null, null, null];
  const own = ({ actorType, topicId, addresses }: PerActor) =>
    actorType === TYPES[role] && topicId === topic.id ? addresses.indexOf(actor) : -1;
  for (const { event } of events) {
    if (isEventOf(opens, event)) {
      const { topicId, nonceBlockHeight } = readEventOf(opens, event);
      if (topicId === topic.id) opened.push(windowOf(topic, role, nonceBlockHeight));
    } else if (isEventOf(EventInsertInfererPayloadSchema, event)) {
      const { topicId, nonce, inferer } = readEventOf(EventInsertInfererPayloadSchema, event);
      if (topicId === topic.id) answered.push({ nonce, inferer });
    } else if (isEventOf(EventScoresSetSchema, event)) {
      const said = readEventOf(EventScoresSetSchema, event);
      const value = said.scores[own(said)];
      if (value !== undefined) score = { nonce: said.blockHeight, value };
    } else if (isEventOf(EventEMAScoresSetSchema, event)) {
      const said = readEventOf(EventEMAScoresSetSchema, event);
      smoothed = said.scores[own(said)] ?? smoothed;
    } else if (isEventOf(EventRewardsSettledSchema, event)) {
      const said = readEventOf(EventRewardsSettledSchema, event);
      const amount = said.rewards[own(said)];
      if (amount !== undefined) reward = { nonce: said.blockHeight, amount };
    }
  }
  return { height, opened, score, smoothed, reward, answered };
}
