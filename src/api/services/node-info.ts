import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GetNodeInfoResponseSchema } from '../../wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import type { RpcStatus } from '../rpc-types.ts';
import { askNode } from './ask-node.ts';
import { hexBytes } from './bytes.ts';
import type { Call } from './handlers.ts';

interface AbciInfo {
  readonly response: { readonly version?: string };
}

/** The application that behaves as ours does, and what it is built with (docs/spec/chain.md §1.1). */
const APPLICATION = { name: 'allora', appName: 'allorad', cosmosSdkVersion: 'v0.50.14' };

/** What a node says of itself and of its application. */
export async function nodeInfo(call: Call): Promise<MessageInitShape<typeof GetNodeInfoResponseSchema>> {
  const [{ node_info: info }, { response: app }] = await Promise.all([
    askNode<RpcStatus>(call, 'status'),
    askNode<AbciInfo>(call, 'abci_info'),
  ]);
  const { p2p, block, app: appVersion } = info.protocol_version;
  return {
    defaultNodeInfo: {
      protocolVersion: { p2p: BigInt(p2p), block: BigInt(block), app: BigInt(appVersion) },
      defaultNodeId: info.id,
      listenAddr: info.listen_addr,
      network: info.network,
      version: info.version,
      channels: hexBytes(info.channels),
      moniker: info.moniker,
      other: { txIndex: info.other.tx_index, rpcAddress: info.other.rpc_address },
    },
    applicationVersion: { ...APPLICATION, version: (app.version ?? '').replace(/^v/, '') },
  };
}
