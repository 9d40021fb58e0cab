import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { AbciEvent } from '../wire/index.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import type { RpcTx } from './rpc-types.ts';
import { isEventOf, readEventOf } from './v9/events.ts';
import { nameIn } from './v9/version.ts';

/** An event that a search found, with the block that holds it. */
export interface FoundEvent<D extends DescMessage> {
  readonly height: bigint;
  readonly message: MessageShape<D>;
}

/** Fields of an event and what they must be; numbers of 64 bits and texts both stand quoted in the index. */
export type Wanted = Readonly<Record<string, string | bigint>>;

/** CometBFT gives no more at a time. */
const PAGE = 100;

async function conditions(client: AlloraClient, schema: DescMessage, wanted: Wanted): Promise<string> {
  const type = nameIn(await client.emissions(), schema.typeName);
  const fields = Object.entries(wanted);
  if (fields.length === 0) return `${type}.${schema.fields[0]?.name} EXISTS`;
  return fields.map(([field, value]) => `${type}.${field}='"${value}"'`).join(' AND ');
}

const fits = (event: AbciEvent, schema: DescMessage, wanted: Wanted): boolean =>
  isEventOf(schema, event) &&
  Object.entries(wanted).every(([field, value]) =>
    event.attributes.some((attribute) => attribute.key === field && attribute.value === `"${value}"`),
  );

const read = <D extends DescMessage>(
  events: readonly AbciEvent[] | null,
  height: bigint,
  schema: D,
  wanted: Wanted,
): FoundEvent<D>[] =>
  (events ?? [])
    .filter((event) => fits(event, schema, wanted))
    .map((event) => ({ height, message: readEventOf(schema, event) }));

/** Every such event of transactions, oldest first, as far as the node's index goes. */
export async function searchTxEvents<D extends DescMessage>(
  client: AlloraClient,
  schema: D,
  wanted: Wanted,
): Promise<FoundEvent<D>[]> {
  const found: FoundEvent<D>[] = [];
  const query = await conditions(client, schema, wanted);
  for (let page = 1; ; page += 1) {
    const { txs, total_count } = await client.rpc.call<{ txs: readonly RpcTx[]; total_count: string }>('tx_search', {
      ...{ query, prove: false, order_by: 'asc' },
      ...{ page: `${page}`, per_page: `${PAGE}` },
    });
    for (const tx of txs) {
      if (tx.tx_result.code === 0) found.push(...read(tx.tx_result.events, BigInt(tx.height), schema, wanted));
    }
    if (txs.length === 0 || page * PAGE >= Number(total_count)) return found;
  }
}

interface FoundBlocks {
  readonly blocks: readonly { readonly block: { readonly header: { readonly height: string } } }[];
  readonly total_count: string;
}

/** Heights of the blocks that say such a thing beside their transactions, oldest first. */
export async function searchBlocks(client: AlloraClient, schema: DescMessage, wanted: Wanted): Promise<bigint[]> {
  const heights: bigint[] = [];
  const query = await conditions(client, schema, wanted);
  for (let page = 1; ; page += 1) {
    const { blocks, total_count } = await client.rpc.call<FoundBlocks>('block_search', {
      ...{ query, order_by: 'asc', page: `${page}`, per_page: `${PAGE}` },
    });
    heights.push(...blocks.map(({ block }) => BigInt(block.header.height)));
    if (blocks.length === 0 || page * PAGE >= Number(total_count)) return heights;
  }
}

/**
 * Every such event beside the transactions of the newest block that has one: none where no block has, where the node keeps no
 * index, and where it no longer keeps that block.
 */
export async function newestBlockEvents<D extends DescMessage>(
  client: AlloraClient,
  schema: D,
  wanted: Wanted,
): Promise<MessageShape<D>[]> {
  try {
    const { blocks } = await client.rpc.call<FoundBlocks>('block_search', {
      ...{ query: await conditions(client, schema, wanted), order_by: 'desc', page: '1', per_page: '1' },
    });
    const height = blocks[0]?.block.header.height;
    if (height === undefined) return [];
    const { finalize_block_events: events } = await client.blockResults(BigInt(height));
    return read(events, BigInt(height), schema, wanted).map(({ message }) => message);
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'rpc') return [];
    throw error;
  }
}
