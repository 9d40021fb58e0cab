import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { state } from '../state.ts';
import { validateTopic } from './validation.ts';

/** The topic, or error 23. */
export function requireTopic(ctx: Context, topicId: bigint): Topic {
  const topic = state.topics.get(ctx, topicId);
  if (!topic) throw errors.ErrTopicDoesNotExist(`topic ${topicId}`);
  return topic;
}

/** Demands that the topic exists, without reading it; error 23 otherwise. */
export function requireTopicExists(ctx: Context, topicId: bigint): void {
  if (!state.topics.has(ctx, topicId)) throw errors.ErrTopicDoesNotExist(`topic ${topicId}`);
}

/** Stores a topic after validating the whole record (docs/spec/emissions.md §4.2). */
export function setTopic(ctx: Context, topic: Topic): void {
  validateTopic(topic, state.params.require(ctx));
  state.topics.set(ctx, topic.id, topic);
}
