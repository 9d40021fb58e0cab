import type { DescMessage } from '@bufbuild/protobuf';
import type { AlloraClient } from '../client/client.ts';
import { ClientError } from '../client/errors.ts';
import { nameIn } from '../client/v9/version.ts';
import { Dec } from '../protocol/decimal/index.ts';
import type { RegretUsed } from '../protocol/synthesis/index.ts';
import { EventRegretStdNormSetSchema, EventTopicInitialRegretSetSchema } from '../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { type RegretEvents, regretEvents } from './closing-events.ts';
import type { EpochFacts } from './read-epoch.ts';

/** What a synthesis started from, beside the submissions (`docs/spec/synthesis.md` §2). */
export interface Standing {
  /** The regret that newcomers enter with; 0 while nobody has a track record. */
  readonly initialRegret: Dec;
  /** The regret scale that the latest losses left behind; 0 before there were any. */
  readonly scale: Dec;
  /** The regrets behind the combined inference, and whether they are the actor's own. */
  readonly inferers: readonly RegretUsed[];
  readonly forecasters: readonly RegretUsed[];
}

/**
 * What the synthesis of an epoch started from: the state before its block, with what a reputer close in the very same block
 * has changed (it comes first there, `docs/spec/emissions.md` §5.1). Where the node has forgotten that state, what the
 * blocks before have said; a newcomer is then known by bearing exactly the initial regret.
 */
export async function readStanding(client: AlloraClient, facts: EpochFacts): Promise<Standing> {
  const sameBlock = regretEvents(facts.events, facts.topic.id);
  try {
    return await fromState(client, facts, sameBlock);
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'query') return fromEvents(client, facts, sameBlock);
    throw error;
  }
}

async function fromState(client: AlloraClient, facts: EpochFacts, sameBlock: RegretEvents): Promise<Standing> {
  const { method } = QueryService;
  const topicId = facts.topic.id;
  const before = facts.closedAt - 1n;
  const used = (regrets: EpochFacts['infererRegrets'], fresh: readonly string[], stored: StoredRegret) =>
    Promise.all(
      [...regrets].map(async ([worker, regret]): Promise<RegretUsed> => {
        const known = fresh.includes(worker) || (await stored(worker));
        return { worker, regret, noPrior: !known };
      }),
    );
  const [topic, scale, inferers, forecasters] = await Promise.all([
    client.query(method.getTopic, { topicId }, before),
    client.query(method.getLatestRegretStdNorm, { topicId }, before),
    used(facts.infererRegrets, sameBlock.inferers, async (actorId) => {
      const { regret } = await client.query(method.getInfererNetworkRegret, { topicId, actorId }, before);
      return (regret?.blockHeight ?? 0n) > 0n;
    }),
    used(facts.forecasterRegrets, sameBlock.forecasters, async (worker) => {
      const { regret } = await client.query(method.getForecasterNetworkRegret, { topicId, worker }, before);
      return (regret?.blockHeight ?? 0n) > 0n;
    }),
  ]);
  return {
    initialRegret: sameBlock.initialRegret ?? Dec.parse(topic.topic?.initialRegret || '0'),
    scale: sameBlock.scale ?? Dec.parse(scale.value || '0'),
    inferers,
    forecasters,
  };
}

type StoredRegret = (worker: string) => Promise<boolean>;

async function fromEvents(client: AlloraClient, facts: EpochFacts, sameBlock: RegretEvents): Promise<Standing> {
  const [initial, scale] = await Promise.all([
    sameBlock.initialRegret ?? saidBefore(client, facts, EventTopicInitialRegretSetSchema, 'initialRegret'),
    sameBlock.scale ?? saidBefore(client, facts, EventRegretStdNormSetSchema, 'scale'),
  ]);
  const initialRegret = initial ?? Dec.ZERO;
  const used = (regrets: EpochFacts['infererRegrets'], fresh: readonly string[]): RegretUsed[] =>
    [...regrets].map(([worker, regret]) => ({
      worker,
      regret,
      noPrior: !fresh.includes(worker) && regret.eq(initialRegret),
    }));
  return {
    initialRegret,
    scale: scale ?? Dec.ZERO,
    inferers: used(facts.infererRegrets, sameBlock.inferers),
    forecasters: used(facts.forecasterRegrets, sameBlock.forecasters),
  };
}

/** What the latest block before the synthesis with such an event about the topic has said. */
async function saidBefore(
  client: AlloraClient,
  { topic, closedAt }: EpochFacts,
  schema: DescMessage,
  what: 'initialRegret' | 'scale',
): Promise<Dec | undefined> {
  const type = nameIn(await client.emissions(), schema.typeName);
  const found = await client.rpc.call<{ blocks: readonly { block: { header: { height: string } } }[] }>(
    'block_search',
    {
      query: `${type}.topic_id='"${topic.id}"' AND block.height<${closedAt}`,
      order_by: 'desc',
      page: '1',
      per_page: '1',
    },
  );
  const height = found.blocks[0]?.block.header.height;
  if (height === undefined) return undefined;
  const { finalize_block_events: events } = await client.blockResults(BigInt(height));
  return regretEvents(events ?? [], topic.id)[what];
}
