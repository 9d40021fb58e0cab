import {
  EventActiveInferersSetSchema,
  EventActiveReputersSetSchema,
  EventWorkerSubmissionWindowClosedSchema,
  EventWorkerSubmissionWindowOpenedSchema,
} from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';
import { newestBlockEvents } from './search.ts';
import { getTopic } from './topics.ts';
import type { SubmissionWindow } from './windows.ts';

/** How a nonce stands. */
export type NonceState =
  /** It is not fulfilled yet, or may still come. */
  | 'waiting'
  /** It is closed, and what was submitted for it counted. */
  | 'answered'
  /** It is closed, or was dropped, and nothing was submitted that counts. */
  | 'unanswered'
  /** There is none and there will be none, as far as the network still knows. */
  | 'none';

type Kind = SubmissionWindow['kind'];

const { method } = QueryService;

/**
 * How a nonce of a topic stands. The chain's list of unfulfilled nonces lacks those that nobody answered as well as those that
 * never were, so what the chain committed for the nonce is asked for, and where that was pruned the node's index of events.
 * @param height that the chain has reached
 * @throws ClientError `not-found` where there is no such topic
 */
export async function nonceState(
  client: AlloraClient,
  topicId: bigint,
  kind: Kind,
  nonce: bigint,
  height: bigint,
): Promise<NonceState> {
  const topic = await getTopic(client, topicId);
  if (height < nonce) return 'waiting';
  const at = { topicId, blockHeight: nonce };
  // A worker nonce becomes one of reputers when it closes, so it is asked for first.
  if ((await client.query(method.isWorkerNonceUnfulfilled, at)).isWorkerNonceUnfulfilled) return 'waiting';
  if (kind === 'reputer') {
    if ((await client.query(method.isReputerNonceUnfulfilled, at)).isReputerNonceUnfulfilled) return 'waiting';
    if (await reported(client, topicId, nonce)) return 'answered';
    // Where no worker answered there is nothing to report on, and reputers have no such nonce.
    return (await inferred(client, topicId, nonce)) ? 'unanswered' : 'none';
  }
  if (await inferred(client, topicId, nonce)) return 'answered';
  const opened =
    nonce === topic.epochLastEnded ||
    (await isSaid(client, EventWorkerSubmissionWindowClosedSchema, topicId, nonce)) ||
    (await isSaid(client, EventWorkerSubmissionWindowOpenedSchema, topicId, nonce));
  return opened ? 'unanswered' : 'none';
}

async function inferred(client: AlloraClient, topicId: bigint, nonce: bigint): Promise<boolean> {
  const kept = await orNothing(client.query(method.getInferencesAtBlock, { topicId, blockHeight: nonce }));
  return (kept?.inferences?.inferences.length ?? 0) > 0 || isSaid(client, EventActiveInferersSetSchema, topicId, nonce);
}

async function reported(client: AlloraClient, topicId: bigint, nonce: bigint): Promise<boolean> {
  const kept = await orNothing(client.query(method.getReputerLossBundlesAtBlock, { topicId, blockHeight: nonce }));
  return (kept?.lossBundles.length ?? 0) > 0 || isSaid(client, EventActiveReputersSetSchema, topicId, nonce);
}

const isSaid = async (
  client: AlloraClient,
  schema: Parameters<typeof newestBlockEvents>[1],
  topicId: bigint,
  nonce: bigint,
): Promise<boolean> =>
  (await newestBlockEvents(client, schema, { topic_id: topicId, nonce_block_height: nonce })).length > 0;
