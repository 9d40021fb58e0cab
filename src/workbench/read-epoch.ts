import type { AlloraClient } from '../client/client.ts';
import { ClientError } from '../client/errors.ts';
import { orNothing } from '../client/optional.ts';
import { Dec } from '../protocol/decimal/index.ts';
import type { ValueBundle } from '../wire/gen/emissions/v3/types_pb.ts';
import {
  EventNetworkInferenceForecasterRegretsUsedSetSchema,
  EventNetworkInferenceForecasterWeightsSetSchema,
  EventNetworkInferenceInfererRegretsUsedSetSchema,
  EventNetworkInferenceInfererWeightsSetSchema,
} from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { NetworkInferenceBundle, Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import { type AbciEvent, readEvent } from '../wire/index.ts';

/** What the chain keeps and has said about one epoch of a topic. */
export interface EpochFacts {
  readonly topic: Topic;
  readonly nonce: bigint;
  /** Height of the block that closed the worker window and synthesised. */
  readonly closedAt: bigint;
  readonly bundle: NetworkInferenceBundle;
  /** Regret behind the combined inference, by actor; empty while everybody is new. */
  readonly infererRegrets: ReadonlyMap<string, Dec>;
  readonly forecasterRegrets: ReadonlyMap<string, Dec>;
  /** Un-normalised weights as the chain published them. */
  readonly infererWeights: ReadonlyMap<string, Dec>;
  readonly forecasterWeights: ReadonlyMap<string, Dec>;
  /** The regret scale stored when the window closed; zero when none was. */
  readonly storedScale: Dec;
  /** The regret that newcomers started from when the window closed. */
  readonly initialRegret: Dec;
  /** The network's losses of this epoch, once the reputers' window has closed. */
  readonly losses: ValueBundle | undefined;
}

/** The nonce of the latest epoch of a topic that has a network inference. */
export async function latestNonce(client: AlloraClient, topicId: bigint): Promise<bigint> {
  const { networkInferences } = await client.query(QueryService.method.getLatestNetworkInferences, { topicId });
  const nonce = networkInferences?.nonce;
  if (nonce === undefined) throw new ClientError('not-found', `topic ${topicId} has no network inference yet`);
  return nonce;
}

/**
 * Reads one epoch off a network: stored bundle and losses by query, regrets used and weights from the events of the closing block.
 * @throws ClientError `not-found` where the topic or the epoch does not exist (any more)
 */
export async function readEpoch(client: AlloraClient, topicId: bigint, nonce: bigint): Promise<EpochFacts> {
  const [{ topic }, { networkInferences: bundle }] = await Promise.all([
    client.query(QueryService.method.getTopic, { topicId }),
    client.query(QueryService.method.getNetworkInferencesAtBlock, { topicId, blockHeightLastInference: nonce }),
  ]);
  if (!topic || !bundle)
    throw new ClientError('not-found', `topic ${topicId} has no network inference for nonce ${nonce}`);
  const closedAt = nonce + topic.workerSubmissionWindow;
  const before = closedAt - 1n;
  const [results, losses, scale, then] = await Promise.all([
    client.blockResults(closedAt),
    orNothing(client.query(QueryService.method.getNetworkLossBundleAtBlock, { topicId, blockHeight: nonce })),
    orNothing(client.query(QueryService.method.getLatestRegretStdNorm, { topicId }, before)),
    orNothing(client.query(QueryService.method.getTopic, { topicId }, before)),
  ]);
  const events = (results.finalize_block_events ?? []).filter((event) => aboutEpoch(event, topicId, nonce));
  return {
    topic,
    nonce,
    closedAt,
    bundle,
    infererRegrets: regretsIn(events, EventNetworkInferenceInfererRegretsUsedSetSchema),
    forecasterRegrets: regretsIn(events, EventNetworkInferenceForecasterRegretsUsedSetSchema),
    infererWeights: weightsIn(events, EventNetworkInferenceInfererWeightsSetSchema),
    forecasterWeights: weightsIn(events, EventNetworkInferenceForecasterWeightsSetSchema),
    storedScale: Dec.parse(scale?.value || '0'),
    initialRegret: Dec.parse(then?.topic?.initialRegret || '0'),
    losses: losses?.lossBundle,
  };
}

function aboutEpoch(event: AbciEvent, topicId: bigint, nonce: bigint): boolean {
  const attribute = (key: string): string | undefined => event.attributes.find((a) => a.key === key)?.value;
  return attribute('topic_id') === `"${topicId}"` && attribute('nonce_block_height') === `"${nonce}"`;
}

const byAddress = (addresses: readonly string[], values: readonly string[]): Map<string, Dec> =>
  new Map(addresses.map((address, i) => [address, Dec.parse(values[i]!)]));

function regretsIn(
  events: readonly AbciEvent[],
  schema:
    | typeof EventNetworkInferenceInfererRegretsUsedSetSchema
    | typeof EventNetworkInferenceForecasterRegretsUsedSetSchema,
): Map<string, Dec> {
  const event = events.find(({ type }) => type === schema.typeName);
  if (!event) return new Map();
  const { addresses, regrets } = readEvent(schema, event);
  return byAddress(addresses, regrets);
}

function weightsIn(
  events: readonly AbciEvent[],
  schema: typeof EventNetworkInferenceInfererWeightsSetSchema | typeof EventNetworkInferenceForecasterWeightsSetSchema,
): Map<string, Dec> {
  const event = events.find(({ type }) => type === schema.typeName);
  if (!event) return new Map();
  const { addresses, weights } = readEvent(schema, event);
  return byAddress(addresses, weights);
}
