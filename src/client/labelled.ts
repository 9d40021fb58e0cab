import type { Dec } from '../protocol/decimal/index.ts';
import {
  type LabeledValue,
  type NetworkInferenceBundle,
  type Topic,
  TopicOutputArity,
} from '../wire/gen/emissions/v10/types_pb.ts';

/** Decimals as the chain keeps them: one as it is, or one per label where the topic has several. */
export type Labelled = string | Readonly<Record<string, string>>;

/** Whether a topic's inferences are vectors over labels (`docs/spec/emissions.md` §9). */
export const hasSeveralLabels = ({ outputArity }: Pick<Topic, 'outputArity'>): boolean =>
  outputArity === TopicOutputArity.MULTI;

/** A vector of the chain as its reader wants it. */
export function labelled(topic: Pick<Topic, 'outputArity'>, values: readonly LabeledValue[]): Labelled {
  return hasSeveralLabels(topic)
    ? Object.fromEntries(values.map(({ labelName, value }) => [labelName, value]))
    : (values[0]?.value ?? '0');
}

/** The same for vectors that were computed over the labels of a network inference. */
export const labelledBy =
  (topic: Pick<Topic, 'outputArity'>, { combinedValue: labels }: Pick<NetworkInferenceBundle, 'combinedValue'>) =>
  (vector: readonly Dec[]): Labelled =>
    labelled(
      topic,
      labels.map((entry, slot) => ({ ...entry, value: vector[slot]?.marshal() ?? '0' })),
    );
