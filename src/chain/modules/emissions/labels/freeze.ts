import { Dec } from '../../../../protocol/decimal/index.ts';
import { EventEpochLabelRegistryFrozenSchema } from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { EpochLabelRegistry, Inference, Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { emit } from '../events.ts';
import { state } from '../state.ts';
import { hasSeveralLabels, labelNames, registryOf, SINGLE_LABEL } from './registry.ts';

/** An epoch's labels for good, and its inferences as vectors over them. */
export interface FrozenLabels {
  readonly labels: EpochLabelRegistry['labels'];
  readonly inferences: Inference[];
}

/**
 * Closes the epoch's registry: labels for which no active inferer has another value than the default are dropped, the others keep
 * their order and are numbered from 1 anew, and the vectors follow; stores it and says so (docs/spec/emissions.md §9.3).
 * @param inferences those of the active inferers, over the registry as it was when each was sent
 * @throws ErrEpochLabelRegistryEmpty where no label is left
 */
export function freezeLabels(
  ctx: Context,
  topic: Topic,
  nonce: bigint,
  inferences: readonly Inference[],
): FrozenLabels {
  const { names, slots } = usedLabels(topic, labelNames(ctx, topic.id, nonce), inferences);
  if (names.length === 0) throw errors.ErrEpochLabelRegistryEmpty(`topic ${topic.id}, nonce ${nonce}`);
  const registry = registryOf(topic.id, nonce, names);
  state.epochLabelRegistry.set(ctx, [topic.id, nonce], registry);
  emit(ctx, EventEpochLabelRegistryFrozenSchema, {
    topicId: topic.id,
    nonceBlockHeight: nonce,
    registrySize: BigInt(names.length),
  });
  const filling = Dec.parse(topic.labelDefaultValue).marshal();
  const remapped = inferences.map((inference) => ({
    ...inference,
    values: slots.map((slot) => inference.values[slot] ?? filling),
  }));
  return { labels: registry.labels, inferences: remapped };
}

/** Names that stay, and the slots that they had. */
function usedLabels(topic: Topic, registered: readonly string[], inferences: readonly Inference[]) {
  if (!hasSeveralLabels(topic)) return { names: [SINGLE_LABEL], slots: [0] };
  const fallback = Dec.parse(topic.labelDefaultValue);
  const used = new Set<number>();
  for (const { values } of inferences) {
    values.forEach((value, slot) => {
      if (!Dec.parse(value).eq(fallback)) used.add(slot);
    });
  }
  const slots = registered.flatMap((_, slot) => (used.has(slot) ? [slot] : []));
  return { names: slots.map((slot) => registered[slot] as string), slots };
}
