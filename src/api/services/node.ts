import { create } from '@bufbuild/protobuf';
import { Service } from '../../wire/gen/cosmos/base/node/v1beta1/query_pb.ts';
import { Query as Feemarket } from '../../wire/gen/feemarket/feemarket/v1/query_pb.ts';
import { decode, encode, legacyDecText, timestampOf } from '../../wire/index.ts';
import { askChain } from '../ask.ts';
import { pathOf } from '../catalogue.ts';
import type { RpcStatus } from '../rpc-types.ts';
import { askNode, blockAt } from './ask-node.ts';
import { hexBytes } from './bytes.ts';
import { type Call, type Handler, handle } from './handlers.ts';

/** The least that a unit of gas costs now, as the SDK writes coins. */
async function minimumGasPrice(call: Call): Promise<string> {
  const { input, output } = Feemarket.method.gasPrices;
  const { bytes } = await askChain(pathOf(Feemarket.method.gasPrices), encode(input, create(input)), call);
  return decode(output, bytes)
    .prices.map(({ amount, denom }) => `${legacyDecText(amount)}${denom}`)
    .join(',');
}

/** How a node is set and where it stands: cosmos.base.node.v1beta1.Service. */
export const nodeService: [string, Handler][] = handle(Service, {
  config: async (_request, call) => ({ minimumGasPrice: await minimumGasPrice(call) }),
  async status(_request, call) {
    const { sync_info: at } = await askNode<RpcStatus>(call, 'status');
    const { header } = (await blockAt(call, BigInt(at.latest_block_height))).block;
    return {
      earliestStoreHeight: BigInt(at.earliest_block_height),
      height: BigInt(header.height),
      timestamp: timestampOf(header.time),
      appHash: hexBytes(header.app_hash),
      validatorHash: hexBytes(header.next_validators_hash),
    };
  },
});
