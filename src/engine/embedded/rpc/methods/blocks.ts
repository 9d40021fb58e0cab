import type { StoredBlock } from '../../store/block-store.ts';
import { NO_BLOCK } from '../../types/block-id.ts';
import { decodeBlock, decodeFinalizeBlock } from '../../types/decode.ts';
import { base64, hex } from '../../types/hash.ts';
import {
  blockIdJson,
  blockJson,
  commitJson,
  consensusParamsJson,
  eventsJson,
  headerJson,
  txResultJson,
  validatorUpdateJson,
} from '../json.ts';
import { internalError } from '../jsonrpc.ts';
import { blockAt, pageOf, type RpcNode } from '../node.ts';
import { ordered, readQuery } from '../search-query.ts';
import { type Methods, method } from './method.ts';

const MAX_METAS = 20n;

function wholeBlock(stored: StoredBlock): object {
  return { block_id: blockIdJson(stored.blockId), block: blockJson(decodeBlock(stored.block)) };
}

function metaJson(stored: StoredBlock): object {
  return {
    block_id: blockIdJson(stored.blockId),
    block_size: String(stored.block.length),
    header: headerJson(decodeBlock(stored.block).header),
    num_txs: String(stored.numTxs),
  };
}

function byHash({ store }: RpcNode, hash: Uint8Array = new Uint8Array()): StoredBlock | undefined {
  const height = store.heightOf(hex(hash));
  return height === undefined ? undefined : store.block(height);
}

export const blockMethods: Methods = {
  block: method({ height: 'int' }, (node, { height }) => wholeBlock(blockAt(node, height))),
  block_by_hash: method({ hash: 'bytes' }, (node, { hash }) => {
    const stored = byHash(node, hash);
    return stored ? wholeBlock(stored) : { block_id: blockIdJson(NO_BLOCK), block: null };
  }),
  header: method({ height: 'int' }, (node, { height }) => ({
    header: headerJson(decodeBlock(blockAt(node, height).block).header),
  })),
  header_by_hash: method({ hash: 'bytes' }, (node, { hash }) => {
    const stored = byHash(node, hash);
    return { header: stored ? headerJson(decodeBlock(stored.block).header) : null };
  }),
  blockchain: method({ minHeight: 'int', maxHeight: 'int' }, (node, args) => {
    const { store } = node;
    const { minHeight = 0n, maxHeight = 0n } = args;
    if (minHeight < 0n || maxHeight < 0n) throw internalError('heights must be non-negative');
    const highest = maxHeight === 0n || maxHeight > store.height ? store.height : maxHeight;
    const wanted = minHeight === 0n ? 1n : minHeight;
    const bounds = [wanted, store.base, highest - MAX_METAS + 1n];
    const lowest = bounds.reduce((a, b) => (a > b ? a : b));
    if (lowest > highest) throw internalError(`min height ${lowest} can't be greater than max height ${highest}`);
    const metas: object[] = [];
    for (let height = highest; height >= lowest; height--) metas.push(metaJson(blockAt(node, height)));
    return { last_height: String(store.height), block_metas: metas };
  }),
  commit: method({ height: 'int' }, (node, { height }) => {
    const stored = blockAt(node, height);
    const next = node.store.block(stored.height + 1n);
    const commit = next ? decodeBlock(next.block).lastCommit : node.consensus.seenCommit();
    return {
      signed_header: { header: headerJson(decodeBlock(stored.block).header), commit: commitJson(commit) },
      canonical: next !== undefined,
    };
  }),
  block_results: method({ height: 'int' }, (node, { height }) => {
    const stored = blockAt(node, height);
    const results = decodeFinalizeBlock(node.store.results(stored.height)!);
    return {
      height: String(stored.height),
      txs_results: results.txResults.length === 0 ? null : results.txResults.map(txResultJson),
      finalize_block_events: eventsJson(results.events),
      validator_updates: results.validatorUpdates.map(validatorUpdateJson),
      consensus_param_updates: results.consensusParamUpdates
        ? consensusParamsJson(results.consensusParamUpdates)
        : null,
      app_hash: base64(results.appHash),
    };
  }),
  block_search: method({ query: 'string', page: 'int', per_page: 'int', order_by: 'string' }, async (node, args) => {
    const conditions = readQuery(args.query, node.limits.maxQueryLength);
    const found = ordered(await node.search.searchBlocks(conditions), args.order_by, 'desc');
    const blocks = pageOf(found, args.page, args.per_page).map((height) => wholeBlock(blockAt(node, height)));
    return { blocks, total_count: String(found.length) };
  }),
};
