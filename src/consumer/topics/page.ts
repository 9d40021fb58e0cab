import type { AlloraClient } from '../../client/client.ts';
import { type TopicStanding, topicStanding } from '../../client/topics.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { EmittedRewards } from './emitted.ts';
import type { GenesisActors } from './genesis-actors.ts';
import { registeredActors } from './registered.ts';

/** A topic as the consumer API tells of it. */
export interface TopicEntry {
  readonly topic_id: number;
  readonly topic_name: string;
  readonly epoch_length: number;
  readonly ground_truth_lag: number;
  readonly loss_method: string;
  readonly worker_submission_window: number;
  readonly worker_count: number;
  readonly reputer_count: number;
  /** In ALLO, as the numbers of JSON are. */
  readonly total_staked_allo: number;
  readonly total_emissions_allo: number;
  readonly is_active: boolean;
  /** RFC 3339: time of the latest block, which all of it is of. */
  readonly updated_at: string;
}

export interface TopicPage {
  readonly topics: readonly TopicEntry[];
  /** What the next page is asked for with; null on the last one. */
  readonly continuation_token: string | null;
}

/** What is read of a chain once and kept. */
export interface TopicSources {
  readonly client: AlloraClient;
  readonly emitted: EmittedRewards;
  readonly genesis: GenesisActors;
}

/** Topics of one page. */
export const PAGE_SIZE = 20;
/** Topics that are read at a time: each takes some ten calls. */
const TOGETHER = 5;

const UALLO_PER_ALLO = Dec.parse('1E18');
const inAllo = (uallo: Dec): number => uallo.quo(UALLO_PER_ALLO).toNumber();

/**
 * One page of the topics, by number.
 * @param first the number that the page begins with: 1, or a continuation token
 * @throws ClientError
 */
export async function topicPage({ client, emitted, genesis }: TopicSources, first: bigint): Promise<TopicPage> {
  const [{ nextTopicId }, { time }, emissions] = await Promise.all([
    client.query(QueryService.method.getNextTopicId, {}),
    client.status(),
    emitted.totals(),
  ]);
  const end = first + BigInt(PAGE_SIZE) < nextTopicId ? first + BigInt(PAGE_SIZE) : nextTopicId;
  const ids: bigint[] = [];
  for (let id = first; id < end; id += 1n) ids.push(id);
  const topics: TopicEntry[] = [];
  for (let at = 0; at < ids.length; at += TOGETHER) {
    topics.push(
      ...(await Promise.all(
        ids.slice(at, at + TOGETHER).map(async (id) => {
          const registering = registeredActors(client, genesis, id);
          const [standing, registered] = await Promise.all([topicStanding(client, id), registering]);
          return entry(standing, registered, emissions.get(id.toString()) ?? Dec.ZERO, time);
        }),
      )),
    );
  }
  return { topics, continuation_token: end < nextTopicId ? end.toString() : null };
}

function entry(
  { topic, active, stake }: TopicStanding,
  { workers, reputers }: { workers: number; reputers: number },
  emissions: Dec,
  time: string,
): TopicEntry {
  return {
    topic_id: Number(topic.id),
    topic_name: topic.metadata,
    epoch_length: Number(topic.epochLength),
    ground_truth_lag: Number(topic.groundTruthLag),
    loss_method: topic.lossMethod,
    worker_submission_window: Number(topic.workerSubmissionWindow),
    worker_count: workers,
    reputer_count: reputers,
    total_staked_allo: inAllo(Dec.parse(stake)),
    total_emissions_allo: inAllo(emissions),
    is_active: active,
    updated_at: time,
  };
}
