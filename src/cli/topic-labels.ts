import { boolean, integer, option, string } from '@oclif/core/flags';
import type { TopicFields } from '../client/actions/create-topic.ts';
import { decimalFlag } from './flags.ts';

/** How many labels an answer may carry where neither `--max-labels` nor the number of labels says it. */
const SOME_LABELS = 16;

/** What of a topic's labels can be changed later, too; the names in brackets are the protocol's. */
export const labelFlags = {
  labels: string({ description: 'The labels that answers may use, separated by commas (label_whitelist)' }),
  'max-labels': integer({ description: 'How many labels an answer may carry (max_labels_per_submission)', min: 1 }),
  'label-default': decimalFlag({
    description: 'Value of a label that an answer does not name (label_default_value)',
  }),
};

/** What a topic's answers look like: one value or a value per label. */
export const topicLabelFlags = {
  type: option({
    description: 'Kind of the question (topic_type, default: regression)',
    options: ['regression', 'classification'] as const,
  })(),
  output: option({
    description: 'One value, or a value per label (output_arity, default: single; multi where labels are spoken of)',
    options: ['single', 'multi'] as const,
  })(),
  ...labelFlags,
  'label-case-sensitive': boolean({
    description: 'Labels that differ in case are different labels (label_case_sensitive)',
  }),
  unity: decimalFlag({
    description: "TOLERANCE: an answer's values must add up to 1 within it, 0 to 0.01 (require_unity, unity_tolerance)",
  }),
};

/** Labels as they are given to `--labels`. */
export const labelList = (text: string): string[] => text.split(',').map((label) => label.trim());

interface Given {
  readonly type?: 'regression' | 'classification' | undefined;
  readonly output?: 'single' | 'multi' | undefined;
  readonly labels?: string | undefined;
  readonly 'max-labels'?: number | undefined;
  readonly 'label-default'?: string | undefined;
  readonly 'label-case-sensitive'?: boolean | undefined;
  readonly unity?: string | undefined;
}

/** The fields of a new topic that {@link topicLabelFlags} speak of; the chain judges them (`docs/spec/emissions.md` §4.2). */
export async function labelFields(given: Given): Promise<Partial<TopicFields>> {
  const { TopicOutputArity, TopicType } = await import('../wire/gen/emissions/v10/types_pb.ts');
  const labels = given.labels === undefined ? undefined : labelList(given.labels);
  const limit = given['max-labels'];
  const spokenOf = labels !== undefined || limit !== undefined || given.unity !== undefined;
  const several = given.output === undefined ? spokenOf : given.output === 'multi';
  return {
    topicType: given.type === 'classification' ? TopicType.CLASSIFICATION : TopicType.REGRESSION,
    outputArity: several ? TopicOutputArity.MULTI : TopicOutputArity.SINGLE,
    labelWhitelist: labels ?? [],
    maxLabelsPerSubmission: BigInt(limit ?? (several ? (labels?.length ?? SOME_LABELS) : 1)),
    labelDefaultValue: given['label-default'] ?? '0',
    labelCaseSensitive: given['label-case-sensitive'] ?? false,
    requireUnity: given.unity !== undefined,
    unityTolerance: given.unity ?? '0',
  };
}
