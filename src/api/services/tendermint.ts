import { Service } from '../../wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { abciQuery } from '../ask.ts';
import type { RpcStatus } from '../rpc-types.ts';
import { ApiError } from '../status.ts';
import { askNode, blockAt, latestHeight } from './ask-node.ts';
import { blockIdOf, blockOf, sdkBlockOf } from './blocks.ts';
import { bytes } from './bytes.ts';
import { type Call, type Handler, handle } from './handlers.ts';
import { nodeInfo } from './node-info.ts';
import { validatorSet } from './validators.ts';

async function shownBlock(call: Call, height?: bigint) {
  const found = await blockAt(call, height);
  return { blockId: blockIdOf(found.block_id), block: blockOf(found), sdkBlock: sdkBlockOf(found) };
}

/** @throws ApiError where there is no such block yet, in the SDK's words */
async function requireReached(call: Call, height: bigint): Promise<void> {
  if (height > (await latestHeight(call))) {
    throw new ApiError('InvalidArgument', 'requested block height is bigger then the chain length');
  }
}

/** Blocks, validator sets and what a node says of itself: cosmos.base.tendermint.v1beta1.Service. */
export const tendermintService: [string, Handler][] = handle(Service, {
  getNodeInfo: (_request, call) => nodeInfo(call),
  async getSyncing(_request, call) {
    const { sync_info: at } = await askNode<RpcStatus>(call, 'status');
    return { syncing: at.catching_up };
  },
  getLatestBlock: (_request, call) => shownBlock(call),
  async getBlockByHeight({ height }, call) {
    await requireReached(call, height);
    return shownBlock(call, height);
  },
  getLatestValidatorSet: ({ pagination }, call) => validatorSet(call, undefined, pagination),
  async getValidatorSetByHeight({ height, pagination }, call) {
    await requireReached(call, height);
    return validatorSet(call, height, pagination);
  },
  async aBCIQuery({ path, data, height, prove }, call) {
    const found = await abciQuery(call, { path, data, height, prove });
    const ops = found.proofOps?.ops;
    return {
      code: found.code ?? 0,
      log: found.log ?? '',
      info: found.info ?? '',
      index: BigInt(found.index || '0'),
      key: bytes(found.key),
      value: bytes(found.value),
      height: BigInt(found.height || '0'),
      codespace: found.codespace ?? '',
      ...(ops && {
        proofOps: { ops: ops.map(({ type, key, data: proof }) => ({ type, key: bytes(key), data: bytes(proof) })) },
      }),
    };
  },
});
