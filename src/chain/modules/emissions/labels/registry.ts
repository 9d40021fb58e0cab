import { create } from '@bufbuild/protobuf';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import {
  type EpochLabelRegistry,
  EpochLabelRegistrySchema,
  type Topic,
  TopicOutputArity,
} from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { errors } from '../errors.ts';
import { state } from '../state.ts';

/** The one label of a topic with a single output. */
export const SINGLE_LABEL = 'y';

export const hasSeveralLabels = ({ outputArity }: Pick<Topic, 'outputArity'>): boolean =>
  outputArity === TopicOutputArity.MULTI;

/** A registry of the given names, numbered from 1 in their order. */
export function registryOf(topicId: bigint, nonce: bigint, names: readonly string[]): EpochLabelRegistry {
  const labels = names.map((name, slot) => ({ id: slot + 1, name }));
  return create(EpochLabelRegistrySchema, { topicId, epochId: nonce, labels });
}

/** The label names of an epoch in the order of their ids; none before the first submission (docs/spec/emissions.md §9.2). */
export function labelNames(ctx: Context, topicId: bigint, nonce: bigint): string[] {
  return state.epochLabelRegistry.get(ctx, [topicId, nonce])?.labels.map(({ name }) => name) ?? [];
}

/**
 * Adds canonical names to the registry that grows while the worker window is open, those it does not know yet at its end
 * (docs/spec/emissions.md §9.2).
 * @returns all names of the registry, slot by slot
 * @throws ErrEpochLabelRegistrySaturated where a new name would exceed `max_epoch_label_registry_size`
 */
export function registerLabels(
  ctx: Context,
  topicId: bigint,
  nonce: bigint,
  names: readonly string[],
  { maxEpochLabelRegistrySize: limit }: Pick<Params, 'maxEpochLabelRegistrySize'>,
): string[] {
  const registered = labelNames(ctx, topicId, nonce);
  const known = new Set(registered);
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return registered;
  if (BigInt(registered.length + fresh.length) > limit) {
    throw errors.ErrEpochLabelRegistrySaturated(`topic ${topicId}, nonce ${nonce}: at most ${limit} labels`);
  }
  const all = [...registered, ...fresh];
  state.epochLabelRegistry.set(ctx, [topicId, nonce], registryOf(topicId, nonce, all));
  return all;
}
