import { create } from '@bufbuild/protobuf';
import { type UpdateTopicRequest, UpdateTopicRequestSchema } from '../../wire/gen/emissions/v10/tx_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';

/** What of a topic its creator can change (`docs/spec/emissions.md` §6.2). */
export type TopicUpdate = Pick<
  Topic,
  | 'metadata'
  | 'lossMethod'
  | 'alphaRegret'
  | 'meritSortitionAlpha'
  | 'pNorm'
  | 'cNorm'
  | 'maxLabelsPerSubmission'
  | 'labelWhitelist'
  | 'labelDefaultValue'
>;

/**
 * Changes a topic; its creator signs. The chain replaces every field that can be changed, so what is not named here is taken from
 * the topic as it stands.
 *
 * @example
 * await client.send(alice, [updateTopic(alice.address, await getTopic(client, 1n), { pNorm: '2' })]);
 */
export function updateTopic(sender: string, topic: Topic, changes: Partial<TopicUpdate>): UpdateTopicRequest {
  const { metadata, lossMethod, alphaRegret, meritSortitionAlpha, pNorm, cNorm } = topic;
  const { maxLabelsPerSubmission, labelWhitelist, labelDefaultValue } = topic;
  return create(UpdateTopicRequestSchema, {
    ...{ metadata, lossMethod, alphaRegret, meritSortitionAlpha, pNorm, cNorm },
    ...{ maxLabelsPerSubmission, labelWhitelist, labelDefaultValue },
    ...changes,
    sender,
    topicId: topic.id,
  });
}
