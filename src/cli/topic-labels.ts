import { boolean, integer, option, string } from '@oclif/core/flags';
import type { TopicFields } from '../client/actions/create-topic.ts';
import { decimalFlag } from './flags.ts';

/** How many labels a submission may carry where nothing says otherwise. */
const SOME_LABELS = 16;

/** What a topic's answers look like: one value or a value per label. */
export const topicLabelFlags = {
  type: option({
    description: 'Kind of the question (default: regression)',
    options: ['regression', 'classification'] as const,
  })(),
  output: option({
    description: 'One value, or a value per label (default: single; multi where labels are spoken of)',
    options: ['single', 'multi'] as const,
  })(),
  labels: string({ description: 'The labels that answers may use, separated by commas (default: any)' }),
  'max-labels': integer({
    description: `How many labels an answer may carry (default: as many as --labels names, or ${SOME_LABELS})`,
    min: 1,
  }),
  'label-default': decimalFlag({ description: 'Value of a label that an answer does not name (default: 0)' }),
  'label-case-sensitive': boolean({ description: 'Labels that differ in case are different labels' }),
  unity: decimalFlag({ description: "TOLERANCE: an answer's values must add up to 1 within it, 0 to 0.01" }),
};

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
  const labels = given.labels?.split(',').map((label) => label.trim());
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
