import type { AlloraClient } from '../client/client.ts';
import { ClientError } from '../client/errors.ts';
import { networkInferences } from '../client/inferences.ts';
import { orNothing } from '../client/optional.ts';
import { getTopic } from '../client/topics.ts';
import type { ValueBundle } from '../wire/gen/emissions/v3/types_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { NetworkInferenceBundle, Topic } from '../wire/gen/emissions/v10/types_pb.ts';
import type { AbciEvent } from '../wire/index.ts';
import { type SynthesisEvents, synthesisEvents } from './closing-events.ts';

/** What the chain keeps and has said about one epoch of a topic. */
export interface EpochFacts extends SynthesisEvents {
  readonly topic: Topic;
  readonly nonce: bigint;
  /** Height of the block that closed the worker window and synthesised. */
  readonly closedAt: bigint;
  /** Everything that this block said. */
  readonly events: readonly AbciEvent[];
  readonly bundle: NetworkInferenceBundle;
  /** The network's losses of this epoch, once the reputers' window has closed. */
  readonly losses: ValueBundle | undefined;
}

/**
 * Reads one epoch off a network: stored bundle and losses by query, regrets used and weights from the events of the closing block.
 * @param nonce the height that opened the epoch; the latest one with an inference where absent
 * @throws ClientError `not-found` where the topic or the epoch does not exist (any more)
 */
export async function readEpoch(client: AlloraClient, topicId: bigint, nonce?: bigint): Promise<EpochFacts> {
  const [bundle, topic] = await Promise.all([networkInferences(client, topicId, nonce), getTopic(client, topicId)]);
  const closedAt = bundle.nonce + topic.workerSubmissionWindow;
  const [events, losses] = await Promise.all([
    closingBlock(client, bundle, closedAt),
    orNothing(client.query(QueryService.method.getNetworkLossBundleAtBlock, { topicId, blockHeight: bundle.nonce })),
  ]);
  return {
    topic,
    nonce: bundle.nonce,
    closedAt,
    events,
    bundle,
    losses: losses?.lossBundle,
    ...synthesisEvents(events, topicId, bundle.nonce),
  };
}

async function closingBlock(
  client: AlloraClient,
  { topicId, nonce }: NetworkInferenceBundle,
  height: bigint,
): Promise<readonly AbciEvent[]> {
  try {
    return (await client.blockResults(height)).finalize_block_events ?? [];
  } catch (cause) {
    if (!(cause instanceof ClientError && cause.kind === 'rpc')) throw cause;
    throw new ClientError(
      'not-found',
      `the node no longer keeps block ${height}, which says how the epoch of nonce ${nonce} of topic ${topicId} was weighed`,
      { cause },
    );
  }
}
