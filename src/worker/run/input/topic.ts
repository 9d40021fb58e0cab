import { hasSeveralLabels } from '../../../client/labelled.ts';
import { type Topic, TopicType } from '../../../wire/gen/emissions/v10/types_pb.ts';

/** A topic as programs read it. Decimals as text, lengths in blocks. */
export interface TopicInput {
  readonly id: string;
  readonly metadata: string;
  readonly type: 'regression' | 'classification';
  readonly lossMethod: string;
  /** Losses are raw ones; otherwise log10 losses. */
  readonly allowNegative: boolean;
  readonly epochLength: number;
  readonly groundTruthLag: number;
  readonly workerSubmissionWindow: number;
  /** Null where an answer is one value. */
  readonly labels: {
    /** What answers may use; empty: anything. */
    readonly allowed: readonly string[];
    readonly max: number;
    /** Value of a label that an answer does not name. */
    readonly default: string;
    readonly caseSensitive: boolean;
    /** An answer's values add up to 1 within it; null where they need not. */
    readonly unityTolerance: string | null;
  } | null;
}

export function topicInput(topic: Topic): TopicInput {
  return {
    id: topic.id.toString(),
    metadata: topic.metadata,
    type: topic.topicType === TopicType.CLASSIFICATION ? 'classification' : 'regression',
    lossMethod: topic.lossMethod,
    allowNegative: topic.allowNegative,
    epochLength: Number(topic.epochLength),
    groundTruthLag: Number(topic.groundTruthLag),
    workerSubmissionWindow: Number(topic.workerSubmissionWindow),
    labels: hasSeveralLabels(topic)
      ? {
          allowed: topic.labelWhitelist,
          max: Number(topic.maxLabelsPerSubmission),
          default: topic.labelDefaultValue,
          caseSensitive: topic.labelCaseSensitive,
          unityTolerance: topic.requireUnity ? topic.unityTolerance : null,
        }
      : null,
  };
}
