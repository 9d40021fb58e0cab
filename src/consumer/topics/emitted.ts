import type { AlloraClient } from '../../client/client.ts';
import type { BlockResults } from '../../client/rpc-types.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { EventTopicRewardsSetSchema } from '../../wire/gen/emissions/v10/events_pb.ts';
import { readEvent } from '../../wire/index.ts';

interface Read {
  /** Everything up to this block is counted. */
  readonly height: bigint;
  /** Its hash: another one there means that the chain went back and took another way. */
  readonly hash: string;
  /** uallo by topic. */
  readonly totals: Map<string, Dec>;
}

interface CommitAnswer {
  readonly signed_header: { readonly commit: { readonly block_id: { readonly hash: string } } };
}

interface FoundBlocks {
  readonly blocks: readonly { readonly block: { readonly header: { readonly height: string } } }[];
  readonly total_count: string;
}

/** CometBFT gives no more at a time. */
const PER_PAGE = 100;

/**
 * What the network has emitted to each topic since its first block. The chain keeps no such sum: it is read off the blocks
 * that settled rewards, each once for as long as the chain does not go back.
 */
export class EmittedRewards {
  readonly #client: AlloraClient;
  #read: Read | undefined;
  #reading: Promise<ReadonlyMap<string, Dec>> | undefined;

  constructor(client: AlloraClient) {
    this.#client = client;
  }

  /** uallo by the topic's number; topics that were never rewarded are not in it. @throws ClientError */
  totals(): Promise<ReadonlyMap<string, Dec>> {
    this.#reading ??= this.#goOn().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #goOn(): Promise<ReadonlyMap<string, Dec>> {
    const height = await this.#client.height();
    const known = await this.#stillTrue(height);
    const totals = new Map(known?.totals);
    if (height === (known?.height ?? 0n)) return totals;
    const rewarded = await this.#rewarded(known?.height ?? 0n, height);
    const results = await this.#client.rpc.batch<BlockResults>(
      rewarded.map((at) => ({ method: 'block_results', params: { height: at } })),
    );
    for (const block of results) add(totals, block);
    this.#read = { height, hash: await this.#hashOf(height), totals };
    return totals;
  }

  async #stillTrue(height: bigint): Promise<Read | undefined> {
    const read = this.#read;
    if (!read || read.height > height) return undefined;
    return (await this.#hashOf(read.height)) === read.hash ? read : undefined;
  }

  async #hashOf(height: bigint): Promise<string> {
    const answer = await this.#client.rpc.call<CommitAnswer>('commit', { height: height.toString() });
    return answer.signed_header.commit.block_id.hash;
  }

  /** Heights above `after` and up to `last` that settled rewards. */
  async #rewarded(after: bigint, last: bigint): Promise<string[]> {
    const query = `${EventTopicRewardsSetSchema.typeName}.topic_ids EXISTS AND block.height > ${after} AND block.height <= ${last}`;
    const heights: string[] = [];
    for (let page = 1; ; page += 1) {
      const params = { query, order_by: 'asc', page: `${page}`, per_page: `${PER_PAGE}` };
      const { blocks, total_count } = await this.#client.rpc.call<FoundBlocks>('block_search', params);
      heights.push(...blocks.map(({ block }) => block.header.height));
      if (blocks.length === 0 || heights.length >= Number(total_count)) return heights;
    }
  }
}

function add(totals: Map<string, Dec>, { finalize_block_events: events }: BlockResults): void {
  for (const event of events ?? []) {
    if (event.type !== EventTopicRewardsSetSchema.typeName) continue;
    const { topicIds, rewards } = readEvent(EventTopicRewardsSetSchema, event);
    topicIds.forEach((id, i) => {
      const topic = id.toString();
      totals.set(topic, (totals.get(topic) ?? Dec.ZERO).add(Dec.parse(rewards[i] ?? '0')));
    });
  }
}
