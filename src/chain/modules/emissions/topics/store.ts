import { create } from '@bufbuild/protobuf';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { type Topic, TopicSchema } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { canonicalLabels } from '../labels/canonical.ts';
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

/**
 * The record as it may enter the state: its labels in canonical form (error 94), all of it valid (sdk 29; docs/spec/emissions.md §4.2).
 */
export function canonicalTopic(topic: Topic, params: Params): Topic {
  const labelWhitelist = canonicalLabels(topic.labelWhitelist, topic.labelCaseSensitive, params);
  const canonical = create(TopicSchema, { ...topic, labelWhitelist });
  validateTopic(canonical, params);
  return canonical;
}

/** Stores a topic in its canonical form, which it returns; the errors are those of {@link canonicalTopic}. */
export function setTopic(ctx: Context, topic: Topic): Topic {
  const canonical = canonicalTopic(topic, state.params.require(ctx));
  state.topics.set(ctx, canonical.id, canonical);
  return canonical;
}

/**
 * Stores a topic of a genesis. What bounds it by a parameter is not asked: the parameter may have been tightened after the topic was
 * created, and such a topic goes on (docs/spec/emissions.md §4.2, §15). Errors otherwise as those of {@link canonicalTopic}.
 */
export function loadTopic(ctx: Context, topic: Topic): void {
  const canonical = canonicalTopic(topic, { ...state.params.require(ctx), ...UNBOUNDED });
  state.topics.set(ctx, canonical.id, canonical);
}

const MOST = (1n << 64n) - 1n;
const UNBOUNDED = {
  minEpochLength: 1n,
  maxStringLength: MOST,
  maxCanonicalLabelByteLength: MOST,
  maxTopicLabelWhitelistSize: MOST,
};
