import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type GetTxsEventRequest,
  type GetTxsEventResponseSchema,
  OrderBy,
} from '../../wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import type { RpcTx } from '../rpc-types.ts';
import { ApiError } from '../status.ts';
import { askNode } from './ask-node.ts';
import type { Call } from './handlers.ts';
import { windowOf } from './paging.ts';
import { txOf, txResponses } from './tx-response.ts';

/** CometBFT gives no more at a time. */
const MOST = 100n;
/** Nobody has so many pages. */
const LAST_PAGE = 1n << 53n;

const ORDER: Readonly<Record<number, string>> = { [OrderBy.ASC]: 'asc', [OrderBy.DESC]: 'desc' };

const atMost = (value: bigint, most: bigint): bigint => (value > most ? most : value);

/** The page that is asked for: by `page` and `limit`, or, as older clients say it, by `pagination`. */
function pageOf({ page, limit, pagination }: GetTxsEventRequest): { page: bigint; limit: bigint } {
  if (page !== 0n || limit !== 0n || !pagination) {
    return { page: atMost(page || 1n, LAST_PAGE), limit: atMost(limit || MOST, MOST) };
  }
  const window = windowOf(pagination);
  const each = atMost(window.limit, MOST);
  return { page: atMost(window.offset / each + 1n, LAST_PAGE), limit: each };
}

/** Finds transactions by what they emitted: `query`, or older clients' `events`, all of which must hold. @throws ApiError */
export async function searchTxs(
  call: Call,
  request: GetTxsEventRequest,
): Promise<MessageInitShape<typeof GetTxsEventResponseSchema>> {
  const query = request.events.length > 0 ? request.events.join(' AND ') : request.query;
  if (query === '') throw new ApiError('InvalidArgument', 'query cannot be empty');
  const { page, limit } = pageOf(request);
  const found = await askNode<{ txs: readonly RpcTx[]; total_count: string }>(call, 'tx_search', {
    query,
    prove: false,
    page: String(page),
    per_page: String(limit),
    order_by: ORDER[request.orderBy] ?? '',
  });
  const total = BigInt(found.total_count);
  return {
    txs: found.txs.map(({ tx }) => txOf(Buffer.from(tx, 'base64'))),
    txResponses: await txResponses(call, found.txs),
    total,
    // Who pages as of old is answered as of old.
    ...(request.pagination && { pagination: { total } }),
  };
}
