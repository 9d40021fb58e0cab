import type { RpcBlock, RpcStatus } from '../rpc-types.ts';
import { ApiError } from '../status.ts';
import { RpcRefusal } from '../upstream.ts';
import type { Call } from './handlers.ts';

/** One call of the node's RPC. @throws ApiError; what the node refuses is `InvalidArgument`, in its words */
export async function askNode<T>(call: Call, method: string, params: Record<string, unknown> = {}): Promise<T> {
  try {
    return await call.upstream.call<T>(method, params, call.signal);
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error;
    const missing = /not available|not found|could not find/.test(error.message);
    throw new ApiError(missing ? 'NotFound' : 'InvalidArgument', error.message);
  }
}

export async function latestHeight(call: Call): Promise<bigint> {
  const { sync_info: at } = await askNode<RpcStatus>(call, 'status');
  return BigInt(at.latest_block_height);
}

/** The block of a height, the latest where none is given. */
export const blockAt = (call: Call, height?: bigint): Promise<RpcBlock> =>
  askNode<RpcBlock>(call, 'block', height === undefined ? {} : { height: String(height) });
