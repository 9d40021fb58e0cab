import { BroadcastMode } from '../../wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { txHash } from '../../wire/index.ts';
import type { RpcBroadcast, RpcCommitted } from '../rpc-types.ts';
import { ApiError } from '../status.ts';
import { RpcRefusal } from '../upstream.ts';
import type { Call } from './handlers.ts';
import { type TxResponse, txResponse } from './tx-response.ts';

/** What keeps a transaction out of the pool of those that wait, as codes of the SDK. */
const REFUSALS = [
  [/already exists in cache/, 19, 'tx already in mempool'],
  [/mempool is full/, 20, 'mempool is full'],
  [/[Tt]x too large/, 21, 'tx too large'],
] as const;

/** A transaction that the node did not take. @throws what is not about the transaction */
function refused(error: unknown, txhash: string): TxResponse {
  if (!(error instanceof RpcRefusal)) throw error;
  const [, code, rawLog] = REFUSALS.find(([words]) => words.test(error.message)) ?? [];
  if (code === undefined) throw new ApiError('InvalidArgument', error.message);
  return { txhash, code, codespace: 'sdk', rawLog };
}

/**
 * Hands a transaction to the node: `SYNC` tells what the check said, `ASYNC` only the hash, `BLOCK` waits for its block.
 * @throws ApiError
 */
export async function broadcast(call: Call, txBytes: Uint8Array, mode: BroadcastMode): Promise<TxResponse> {
  if (txBytes.length === 0) throw new ApiError('InvalidArgument', 'invalid empty tx');
  const tx = Buffer.from(txBytes).toString('base64');
  try {
    switch (mode) {
      case BroadcastMode.SYNC:
      case BroadcastMode.ASYNC: {
        const name = mode === BroadcastMode.SYNC ? 'broadcast_tx_sync' : 'broadcast_tx_async';
        const { code, data, log, codespace, hash } = await call.upstream.call<RpcBroadcast>(name, { tx }, call.signal);
        return { code, data, rawLog: log, codespace, txhash: hash };
      }
      case BroadcastMode.BLOCK: {
        const done = await call.upstream.call<RpcCommitted>('broadcast_tx_commit', { tx }, call.signal);
        const result = done.check_tx.code === 0 ? done.tx_result : done.check_tx;
        return txResponse({ hash: done.hash, height: done.height, tx, tx_result: result });
      }
      default:
        throw new ApiError('InvalidArgument', 'unsupported return type; supported types: sync, async, block');
    }
  } catch (error) {
    return refused(error, txHash(txBytes));
  }
}
