import { Service } from '../../wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { AuthInfoSchema, TxBodySchema } from '../../wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode, txRaw } from '../../wire/index.ts';
import type { RpcTx } from '../rpc-types.ts';
import { ApiError } from '../status.ts';
import { askNode, blockAt, latestHeight } from './ask-node.ts';
import { blockIdOf, blockOf } from './blocks.ts';
import { broadcast } from './broadcast.ts';
import { type Call, type Handler, handle } from './handlers.ts';
import { windowOf } from './paging.ts';
import { searchTxs } from './search-txs.ts';
import { txOf, txResponses } from './tx-response.ts';

const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const HASH_LENGTH = 64;

/** @throws ApiError `NotFound`, in the words that clients wait for */
async function findTx(call: Call, hash: string): Promise<RpcTx> {
  if (hash === '') throw new ApiError('InvalidArgument', 'tx hash cannot be empty');
  if (!HEX.test(hash)) throw new ApiError('InvalidArgument', 'a tx hash has 64 hexadecimal digits');
  if (hash.length !== HASH_LENGTH) throw new ApiError('NotFound', `tx not found: ${hash}`);
  const params = { hash: Buffer.from(hash, 'hex').toString('base64'), prove: false };
  return askNode<RpcTx>(call, 'tx', params).catch((error: ApiError) => {
    throw error.status === 'NotFound' ? new ApiError('NotFound', `tx not found: ${hash}`) : error;
  });
}

/** Transactions, as far as an application cannot answer for them: cosmos.tx.v1beta1.Service without Simulate. */
export const txService: [string, Handler][] = handle(Service, {
  broadcastTx: async ({ txBytes, mode }, call) => ({ txResponse: await broadcast(call, txBytes, mode) }),
  async getTx({ hash }, call) {
    const found = await findTx(call, hash);
    const [response] = await txResponses(call, [found]);
    return { tx: txOf(Buffer.from(found.tx, 'base64')), ...(response && { txResponse: response }) };
  },
  getTxsEvent: (request, call) => searchTxs(call, request),
  async getBlockWithTxs({ height, pagination }, call) {
    const latest = await latestHeight(call);
    if (height < 1n || height > latest) {
      const bounds = `must not be less than 1 or greater than the current height ${latest}`;
      throw new ApiError('InvalidArgument', `requested height ${height} but height ${bounds}`);
    }
    const found = await blockAt(call, height);
    const block = blockOf(found);
    const { txs } = block.data;
    const { offset, limit } = windowOf(pagination);
    const total = BigInt(txs.length);
    if (offset >= total && total > 0n) {
      const asked = `cannot paginate ${total} txs with offset ${offset} and limit ${limit}`;
      throw new ApiError('InvalidArgument', `out of range: ${asked}: invalid request`);
    }
    const ordered = pagination?.reverse ? txs.toReversed() : txs;
    const page = ordered.filter((_, i) => BigInt(i) >= offset && BigInt(i) < offset + limit);
    return { txs: page.map(txOf), blockId: blockIdOf(found.block_id), block, pagination: { total } };
  },
  async txDecode({ txBytes }) {
    if (txBytes.length === 0) throw new ApiError('InvalidArgument', 'invalid empty tx bytes');
    return { tx: txOf(txBytes) };
  },
  async txEncode({ tx }) {
    if (!tx?.body || !tx.authInfo) throw new ApiError('InvalidArgument', 'invalid empty tx');
    const { body, authInfo, signatures } = tx;
    const parts = { bodyBytes: encode(TxBodySchema, body), authInfoBytes: encode(AuthInfoSchema, authInfo) };
    return { txBytes: txRaw({ ...parts, signatures }) };
  },
});
