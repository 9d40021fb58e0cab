import type { CheckTxResponse, ExecTxResult } from '../../../../chain/abci.ts';
import { MempoolError } from '../../mempool.ts';
import type { TxPosition } from '../../store/block-store.ts';
import { type DecodedBlock, decodeBlock, decodeFinalizeBlock } from '../../types/decode.ts';
import { base64, hex, sha256 } from '../../types/hash.ts';
import { merkleProof } from '../../types/merkle.ts';
import { checkTxJson, proofJson, txResultJson } from '../json.ts';
import { internalError } from '../jsonrpc.ts';
import { pageOf, type RpcNode } from '../node.ts';
import { ordered, readQuery } from '../search-query.ts';
import { type Methods, method } from './method.ts';

const NO_RESULT: ExecTxResult = {
  code: 0,
  data: new Uint8Array(),
  log: '',
  info: '',
  gasWanted: 0n,
  gasUsed: 0n,
  events: [],
  codespace: '',
};

interface OpenedBlock extends DecodedBlock {
  /** The transactions' hashes. */
  readonly names: readonly Uint8Array[];
  readonly results: readonly ExecTxResult[];
}

/** Shows transactions; each block is read once. */
function txsJson({ store }: RpcNode, positions: readonly TxPosition[], prove: boolean | undefined): object[] {
  const opened = new Map<bigint, OpenedBlock>();
  return positions.map(({ height, index }) => {
    let block = opened.get(height);
    if (block === undefined) {
      const stored = store.block(height)!;
      const decoded = decodeBlock(stored.block);
      block = {
        ...decoded,
        names: decoded.txs.map(sha256),
        results: decodeFinalizeBlock(store.results(height)!).txResults,
      };
      opened.set(height, block);
    }
    const { header, txs, names, results } = block;
    const tx = base64(txs[index]!);
    return {
      hash: hex(names[index]!),
      height: String(height),
      index,
      tx_result: txResultJson(results[index]!),
      tx,
      ...(prove && {
        proof: { root_hash: hex(header.dataHash), data: tx, proof: proofJson(merkleProof(names, index)) },
      }),
    };
  });
}

/** @throws RpcError -32603 with the mempool's reason. */
function broadcast(node: RpcNode, tx: Uint8Array | undefined): { hash: string; response: CheckTxResponse } {
  try {
    return node.broadcast(tx ?? new Uint8Array());
  } catch (error) {
    throw error instanceof MempoolError ? internalError(error.message) : error;
  }
}

const ACCEPTED = { code: 0, data: '', log: '', codespace: '' };

export const txMethods: Methods = {
  tx: method({ hash: 'bytes', prove: 'bool' }, (node, { hash = new Uint8Array(), prove }) => {
    const position = node.store.tx(hex(hash));
    if (!position) throw internalError(`tx (${hex(hash)}) not found`);
    return txsJson(node, [position], prove)[0];
  }),
  tx_search: method(
    { query: 'string', prove: 'bool', page: 'int', per_page: 'int', order_by: 'string' },
    async (node, args) => {
      const conditions = readQuery(args.query, node.limits.maxQueryLength);
      const found = ordered(await node.search.searchTxs(conditions), args.order_by, 'asc');
      const txs = txsJson(node, pageOf(found, args.page, args.per_page), args.prove);
      return { txs, total_count: String(found.length) };
    },
  ),
  broadcast_tx_async: method({ tx: 'bytes' }, (node, { tx }) => ({ ...ACCEPTED, hash: broadcast(node, tx).hash })),
  broadcast_tx_sync: method({ tx: 'bytes' }, (node, { tx }) => {
    const { hash, response } = broadcast(node, tx);
    const { code, data, log, codespace } = response;
    return { code, data: hex(data), log, codespace, hash };
  }),
  broadcast_tx_commit: method({ tx: 'bytes' }, async (node, { tx }) => {
    const { hash, response } = broadcast(node, tx);
    const check_tx = checkTxJson(response);
    if (response.code !== 0) return { check_tx, tx_result: txResultJson(NO_RESULT), hash, height: '0' };
    const done = await node.committed(hash);
    if (!done) throw internalError('timed out waiting for tx to be included in a block');
    return { check_tx, tx_result: txResultJson(done.result), hash, height: String(done.block.header.height) };
  }),
  check_tx: method({ tx: 'bytes' }, (node, { tx }) => checkTxJson(node.app.checkTx(tx ?? new Uint8Array(), false))),
  unconfirmed_txs: method({ limit: 'int' }, ({ mempool }, { limit = 30n }) => {
    const most = limit < 1n ? 30 : limit > 100n ? 100 : Number(limit);
    const txs = mempool.txs(most).map(base64);
    return { n_txs: String(txs.length), total: String(mempool.size), total_bytes: String(mempool.bytes), txs };
  }),
  num_unconfirmed_txs: method({}, ({ mempool }) => ({
    n_txs: String(mempool.size),
    total: String(mempool.size),
    total_bytes: String(mempool.bytes),
    txs: null,
  })),
};
