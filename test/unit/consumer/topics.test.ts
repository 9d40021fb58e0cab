import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { EmittedRewards } from '../../../src/consumer/topics/emitted.ts';
import { GenesisActors } from '../../../src/consumer/topics/genesis-actors.ts';
import { PAGE_SIZE, topicPage } from '../../../src/consumer/topics/page.ts';
import { EventTopicRewardsSetSchema } from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import { TopicSchema } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { typedEvent } from '../../../src/wire/index.ts';

/** A genesis that goes on from another chain: two workers in topic 1, one worker and one reputer in topic 2. */
const GENESIS = Buffer.from(
  JSON.stringify({
    app_state: {
      emissions: {
        topic_workers: ['1', '1', '2'].map((topic_id) => ({ topic_id, actor_id: 'allo1…' })),
        topic_reputers: [{ topic_id: '2', actor_id: 'allo1…' }],
      },
    },
  }),
);

/** A chain: what each block gave to which topic, and the hash that it has. */
interface Block {
  readonly hash: string;
  readonly rewards?: Readonly<Record<string, string>>;
}

/** A client of a chain that a test may change, which counts the blocks that were read. */
function chain(topics: number, blocks: Map<number, Block>) {
  const read: number[] = [];
  const results = (height: number) => {
    read.push(height);
    const rewards = Object.entries(blocks.get(height)?.rewards ?? {});
    const event = { topicIds: rewards.map(([id]) => BigInt(id)), rewards: rewards.map(([, uallo]) => uallo) };
    return { finalize_block_events: [typedEvent(EventTopicRewardsSetSchema, event)] };
  };
  const methods: Record<string, (params: Record<string, string>) => unknown> = {
    commit: ({ height }) => ({ signed_header: { commit: { block_id: { hash: blocks.get(Number(height))?.hash } } } }),
    block_search: ({ query }) => {
      const [, after, last] = /block\.height > (\d+) AND block\.height <= (\d+)/.exec(query ?? '') ?? [];
      const found = [...blocks].filter(([at, { rewards }]) => rewards && at > Number(after) && at <= Number(last));
      return {
        blocks: found.map(([at]) => ({ block: { header: { height: `${at}` } } })),
        total_count: `${found.length}`,
      };
    },
    tx_search: () => ({ txs: [], total_count: '0' }),
    genesis_chunked: ({ chunk }) => {
      const half = Math.ceil(GENESIS.length / 2);
      const data = GENESIS.subarray(Number(chunk) * half, (Number(chunk) + 1) * half).toString('base64');
      return { chunk, total: '2', data };
    },
  };
  const client = {
    height: async () => BigInt(Math.max(...blocks.keys())),
    emissions: async () => 'v10',
    status: async () => ({ time: '2026-01-01T00:00:00Z' }),
    query: async ({ name }: { name: string }, { topicId }: { topicId?: bigint }) => {
      if (name === 'GetNextTopicId') return { nextTopicId: BigInt(topics + 1) };
      if (name === 'GetTopic')
        return { topic: create(TopicSchema, { id: topicId ?? 0n, metadata: `number ${topicId}` }) };
      return { isActive: false, amount: '2500000000000000000', blockHeight: 0n };
    },
    rpc: {
      call: async (method: string, params: Record<string, string>) => methods[method]?.(params),
      batch: async (calls: { params: { height: string } }[]) =>
        calls.map(({ params }) => results(Number(params.height))),
    },
  } as unknown as AlloraClient;
  return { client, read };
}

const texts = async (emitted: EmittedRewards) =>
  Object.fromEntries([...(await emitted.totals())].map(([topic, uallo]) => [topic, uallo.toString()]));

describe('what was emitted', () => {
  it('is summed up, each block read once', async () => {
    const blocks = new Map<number, Block>([
      [5, { hash: 'A', rewards: { 1: '1.5', 2: '2' } }],
      [9, { hash: 'B' }],
    ]);
    const { client, read } = chain(2, blocks);
    const emitted = new EmittedRewards(client);
    expect(await texts(emitted)).toEqual({ 1: '1.5', 2: '2' });
    expect(await texts(emitted)).toEqual({ 1: '1.5', 2: '2' });
    blocks.set(12, { hash: 'C', rewards: { 1: '3' } });
    expect(await texts(emitted)).toEqual({ 1: '4.5', 2: '2' });
    expect(read).toEqual([5, 12]);
  });

  it('is summed up anew where the chain went back', async () => {
    const blocks = new Map<number, Block>([
      [5, { hash: 'A', rewards: { 1: '1' } }],
      [6, { hash: 'B', rewards: { 1: '10' } }],
    ]);
    const { client } = chain(1, blocks);
    const emitted = new EmittedRewards(client);
    expect(await texts(emitted)).toEqual({ 1: '11' });
    blocks.set(6, { hash: 'other', rewards: { 1: '20' } });
    expect(await texts(emitted)).toEqual({ 1: '21' });
    blocks.delete(6);
    expect(await texts(emitted)).toEqual({ 1: '1' });
  });
});

describe('a page of topics', () => {
  const page = (topics: number, first: bigint) => {
    const { client } = chain(topics, new Map([[1, { hash: 'A', rewards: { 2: '1.25E+18' } }]]));
    return topicPage({ client, emitted: new EmittedRewards(client), genesis: new GenesisActors(client) }, first);
  };

  it('ends with what the next one begins with', async () => {
    const first = await page(PAGE_SIZE + 1, 1n);
    expect(first.topics).toHaveLength(PAGE_SIZE);
    expect(first.continuation_token).toBe(`${PAGE_SIZE + 1}`);
    const second = await page(PAGE_SIZE + 1, BigInt(first.continuation_token ?? ''));
    expect(second.topics.map(({ topic_id }) => topic_id)).toEqual([PAGE_SIZE + 1]);
    expect(second.continuation_token).toBeNull();
  });

  it.each([
    [0, 1n, 0],
    [1, 1n, 1],
    [PAGE_SIZE, 1n, PAGE_SIZE],
    [3, 4n, 0],
    [3, (1n << 64n) - 1n, 0],
  ])('is the last one where there are no more: of %s from %s', async (topics, first, length) => {
    const last = await page(topics, first);
    expect([last.topics.length, last.continuation_token]).toEqual([length, null]);
  });

  it('counts those whom the genesis had registered', async () => {
    const [first, second] = (await page(2, 1n)).topics;
    expect(first).toMatchObject({ worker_count: 2, reputer_count: 0 });
    expect(second).toMatchObject({ worker_count: 1, reputer_count: 1 });
  });

  it('tells amounts in ALLO', async () => {
    const [, second] = (await page(2, 1n)).topics;
    expect(second).toMatchObject({ topic_name: 'number 2', total_staked_allo: 2.5, total_emissions_allo: 1.25 });
  });
});
