import type { Dec } from '../../../../protocol/decimal/index.ts';
import { type RegretUpdate, updateRegrets } from '../../../../protocol/losses/index.ts';
import type { AttributedValue, LossBundle, RegretMap, Weights } from '../../../../protocol/synthesis/index.ts';
import {
  EventForecasterNetworkRegretSetSchema,
  EventForecasterWeightsSetSchema,
  EventInfererNetworkRegretSetSchema,
  EventInfererWeightsSetSchema,
  EventNaiveInfererNetworkRegretSetSchema,
  EventRegretStdNormSetSchema,
  EventTopicInitialRegretSetSchema,
} from '../../../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { eventDec } from '../event-values.ts';
import { emit } from '../events.ts';
import type { DecTable } from '../packed.ts';
import { state } from '../state.ts';
import { readInclusions } from './inclusions.ts';
import { moduleParameters, topicParameters } from './parameters.ts';
import { readRegrets, writeRegrets } from './regrets.ts';

/**
 * Moves every regret table of the topic by the network's losses and stores the new initial regret, scale and normalised weights
 * (docs/spec/synthesis.md §8.3–§8.5), with their events in that order: what the next worker close weighs by.
 */
export function storeRegrets(ctx: Context, topic: Topic, nonce: bigint, losses: LossBundle): void {
  const inferers = names(losses.inferers);
  const forecasters = names(losses.forecasters);
  const update = updateRegrets({
    losses,
    previous: readRegrets(ctx, topic.id, inferers, forecasters),
    topic: topicParameters(topic),
    parameters: moduleParameters(state.params.require(ctx)),
    inclusions: readInclusions(ctx, topic.id, inferers, forecasters),
  });
  writeRegrets(ctx, topic.id, nonce, update.regrets);
  emitRegrets(ctx, topic.id, nonce, update);
  storeInitialRegret(ctx, topic, nonce, update.initialRegret);
  if (update.scale) state.latestRegretStdNorm.set(ctx, topic.id, update.scale);
  if (update.weights) storeWeights(ctx, topic.id, update.weights);
  if (update.scale)
    emit(ctx, EventRegretStdNormSetSchema, { topicId: topic.id, blockHeight: nonce, stdnorm: eventDec(update.scale) });
  if (update.weights) emitWeights(ctx, topic.id, nonce, update.weights);
}

function emitRegrets(ctx: Context, topicId: bigint, nonce: bigint, { regrets }: RegretUpdate): void {
  const about = { topicId, blockHeight: nonce };
  if (regrets.inferer.size > 0)
    emit(ctx, EventInfererNetworkRegretSetSchema, { ...about, ...columns(regrets.inferer) });
  if (regrets.forecaster.size > 0)
    emit(ctx, EventForecasterNetworkRegretSetSchema, { ...about, ...columns(regrets.forecaster) });
  if (regrets.naiveInferer.size > 0)
    emit(ctx, EventNaiveInfererNetworkRegretSetSchema, { ...about, ...columns(regrets.naiveInferer) });
}

function storeInitialRegret(ctx: Context, topic: Topic, nonce: bigint, regret: Dec | undefined): void {
  if (!regret) return;
  topic.initialRegret = regret.marshal();
  state.topics.set(ctx, topic.id, topic);
  emit(ctx, EventTopicInitialRegretSetSchema, { topicId: topic.id, blockHeight: nonce, regret: eventDec(regret) });
}

/** Weights of actors that this epoch's losses are about; the others keep what they had. */
function storeWeights(ctx: Context, topicId: bigint, weights: Weights): void {
  const over = (stored: DecTable | undefined, fresh: readonly AttributedValue[]): DecTable =>
    new Map([...(stored ?? []), ...fresh.map(({ worker, value }) => [worker, value] as const)]);
  state.latestInfererWeights.set(ctx, topicId, over(state.latestInfererWeights.get(ctx, topicId), weights.inferers));
  if (weights.forecasters.length === 0) return;
  state.latestForecasterWeights.set(
    ctx,
    topicId,
    over(state.latestForecasterWeights.get(ctx, topicId), weights.forecasters),
  );
}

/** One event per actor, as the reference emits them. */
function emitWeights(ctx: Context, topicId: bigint, nonce: bigint, weights: Weights): void {
  const about = { topicId, blockHeight: nonce };
  for (const { worker, value } of weights.inferers) {
    emit(ctx, EventInfererWeightsSetSchema, { ...about, addresses: [worker], weights: [eventDec(value)] });
  }
  for (const { worker, value } of weights.forecasters) {
    emit(ctx, EventForecasterWeightsSetSchema, { ...about, addresses: [worker], weights: [eventDec(value)] });
  }
}

function names(entries: readonly AttributedValue[]): string[] {
  return entries.map(({ worker }) => worker);
}

function columns(regrets: RegretMap): { addresses: string[]; regrets: string[] } {
  const sorted = [...regrets].sort(([a], [b]) => (a < b ? -1 : 1));
  return { addresses: sorted.map(([actor]) => actor), regrets: sorted.map(([, regret]) => eventDec(regret)) };
}
