import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { isEventOf, readEventOf } from '../client/v9/events.ts';
import { Dec } from '../protocol/decimal/index.ts';
import {
  EventForecasterNetworkRegretSetSchema,
  EventInfererNetworkRegretSetSchema,
  EventNetworkInferenceForecasterRegretsUsedSetSchema,
  EventNetworkInferenceForecasterWeightsSetSchema,
  EventNetworkInferenceInfererRegretsUsedSetSchema,
  EventNetworkInferenceInfererWeightsSetSchema,
  EventRegretStdNormSetSchema,
  EventTopicInitialRegretSetSchema,
} from '../wire/gen/emissions/v10/events_pb.ts';
import type { AbciEvent } from '../wire/index.ts';

/** Decimals by the address of an actor. */
export type ByActor = ReadonlyMap<string, Dec>;

/** What the block that closes a worker window says of the synthesis (`docs/spec/synthesis.md` §11). */
export interface SynthesisEvents {
  /** Regrets behind the combined inference. */
  readonly infererRegrets: ByActor;
  readonly forecasterRegrets: ByActor;
  /** Un-normalised weights. */
  readonly infererWeights: ByActor;
  readonly forecasterWeights: ByActor;
}

const byActor = (addresses: readonly string[] = [], decimals: readonly string[] = []): ByActor =>
  new Map(addresses.map((address, i) => [address, Dec.parse(decimals[i] ?? '0')]));

/** The events of one epoch's synthesis, out of all of its block's. */
export function synthesisEvents(events: readonly AbciEvent[], topicId: bigint, nonce: bigint): SynthesisEvents {
  const own = events.filter((event) => says(event, 'topic_id', topicId) && says(event, 'nonce_block_height', nonce));
  const inferers = last(own, EventNetworkInferenceInfererRegretsUsedSetSchema);
  const forecasters = last(own, EventNetworkInferenceForecasterRegretsUsedSetSchema);
  const infererWeights = last(own, EventNetworkInferenceInfererWeightsSetSchema);
  const forecasterWeights = last(own, EventNetworkInferenceForecasterWeightsSetSchema);
  return {
    infererRegrets: byActor(inferers?.addresses, inferers?.regrets),
    forecasterRegrets: byActor(forecasters?.addresses, forecasters?.regrets),
    infererWeights: byActor(infererWeights?.addresses, infererWeights?.weights),
    forecasterWeights: byActor(forecasterWeights?.addresses, forecasterWeights?.weights),
  };
}

/** What the close of a reputer nonce leaves behind for the next synthesis; undefined where the block closed none. */
export interface RegretEvents {
  readonly initialRegret: Dec | undefined;
  readonly scale: Dec | undefined;
  /** Who has a regret of its own from then on at the latest. */
  readonly inferers: readonly string[];
  readonly forecasters: readonly string[];
}

export function regretEvents(events: readonly AbciEvent[], topicId: bigint): RegretEvents {
  const own = events.filter((event) => says(event, 'topic_id', topicId));
  const initial = last(own, EventTopicInitialRegretSetSchema);
  const scale = last(own, EventRegretStdNormSetSchema);
  return {
    initialRegret: initial && Dec.parse(initial.regret),
    scale: scale && Dec.parse(scale.stdnorm),
    inferers: last(own, EventInfererNetworkRegretSetSchema)?.addresses ?? [],
    forecasters: last(own, EventForecasterNetworkRegretSetSchema)?.addresses ?? [],
  };
}

/** The latest event of a kind that a list holds. */
function last<D extends DescMessage>(events: readonly AbciEvent[], schema: D): MessageShape<D> | undefined {
  const event = events.findLast((one) => isEventOf(schema, one));
  return event && readEventOf(schema, event);
}

/** Numbers of 64 bits stand in events as quoted text. */
function says(event: AbciEvent, key: string, number: bigint): boolean {
  return event.attributes.some((attribute) => attribute.key === key && attribute.value === `"${number}"`);
}
