import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { searchBlocks } from '../../client/search.ts';
import { reputerWindow } from '../../client/windows.ts';
import { EventReputerSubmissionWindowClosedSchema } from '../../wire/gen/emissions/v10/events_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import type { AbciEvent } from '../../wire/index.ts';
import { judges, type RewardEvents, rewardEvents } from './reward-events.ts';

/** The block that closed an epoch's reputer window: it judged the epoch and paid for it. */
export interface JudgedBlock extends RewardEvents {
  readonly height: bigint;
  readonly events: readonly AbciEvent[];
  /** Events of its transactions. */
  readonly txEvents: readonly AbciEvent[];
}

/** Why an epoch was not judged, or not yet. */
export interface NotJudged {
  readonly reason: 'window-open' | 'nobody-reported' | 'not-closed';
  /** Last block of the reputer window. */
  readonly end: bigint;
}

/**
 * Finds the block that judged an epoch: normally the one in which its reputer window ends, a later one where the topic had
 * lost its place then (`docs/spec/emissions.md` §4.7, §5.5).
 * @throws ClientError `not-found` where the node no longer keeps that block
 */
export async function judgedBlock(client: AlloraClient, topic: Topic, nonce: bigint): Promise<JudgedBlock | NotJudged> {
  const { end } = reputerWindow(topic, nonce);
  if ((await client.height()) < end) return { reason: 'window-open', end };
  const closed = await closedAt(client, topic.id, nonce, end);
  if (closed === undefined) return { reason: 'not-closed', end };
  const { height, events, txEvents } = closed;
  if (!judges(events, topic.id, nonce)) return { reason: 'nobody-reported', end };
  return { height, events, txEvents, ...rewardEvents(events, topic.id, nonce) };
}

interface Block {
  readonly height: bigint;
  readonly events: readonly AbciEvent[];
  readonly txEvents: readonly AbciEvent[];
}

async function closedAt(client: AlloraClient, topicId: bigint, nonce: bigint, end: bigint): Promise<Block | undefined> {
  const atEnd = await blockOf(client, end, nonce);
  if (closes(atEnd, topicId, nonce)) return atEnd;
  const wanted = { topic_id: topicId, nonce_block_height: nonce };
  const [later] = await searchBlocks(client, EventReputerSubmissionWindowClosedSchema, wanted);
  return later === undefined ? undefined : blockOf(client, later, nonce);
}

const closes = ({ events }: Block, topicId: bigint, nonce: bigint): boolean =>
  events.some(
    ({ type, attributes }) =>
      type === EventReputerSubmissionWindowClosedSchema.typeName &&
      attributes.some(({ key, value }) => key === 'topic_id' && value === `"${topicId}"`) &&
      attributes.some(({ key, value }) => key === 'nonce_block_height' && value === `"${nonce}"`),
  );

async function blockOf(client: AlloraClient, height: bigint, nonce: bigint): Promise<Block> {
  try {
    const results = await client.blockResults(height);
    return {
      height,
      events: results.finalize_block_events ?? [],
      txEvents: (results.txs_results ?? []).flatMap(({ code, events }) => (code === 0 ? (events ?? []) : [])),
    };
  } catch (cause) {
    if (!(cause instanceof ClientError && cause.kind === 'rpc')) throw cause;
    throw new ClientError(
      'not-found',
      `the node no longer keeps block ${height}, which judged the epoch of nonce ${nonce}`,
      {
        cause,
      },
    );
  }
}
