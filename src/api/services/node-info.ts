import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GetNodeInfoResponseSchema } from '../../wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import type { Upstream } from '../upstream.ts';

/** `status` of CometBFT's RPC, as far as it is read here. */
export interface RpcStatus {
  readonly node_info: {
    readonly protocol_version: { readonly p2p: string; readonly block: string; readonly app: string };
    readonly id: string;
    readonly listen_addr: string;
    readonly network: string;
    readonly version: string;
    readonly channels: string;
    readonly moniker: string;
    readonly other: { readonly tx_index: string; readonly rpc_address: string };
  };
  readonly sync_info: {
    readonly latest_block_height: string;
    readonly latest_block_time: string;
    readonly earliest_block_height: string;
    readonly catching_up: boolean;
  };
}

interface AbciInfo {
  readonly response: { readonly data?: string; readonly version?: string };
}

/** What a node says of itself and of its application. */
export async function nodeInfo(upstream: Upstream): Promise<MessageInitShape<typeof GetNodeInfoResponseSchema>> {
  const [{ node_info: info }, { response: app }] = await Promise.all([
    upstream.call<RpcStatus>('status'),
    upstream.call<AbciInfo>('abci_info'),
  ]);
  const { p2p, block, app: appVersion } = info.protocol_version;
  return {
    defaultNodeInfo: {
      protocolVersion: { p2p: BigInt(p2p), block: BigInt(block), app: BigInt(appVersion) },
      defaultNodeId: info.id,
      listenAddr: info.listen_addr,
      network: info.network,
      version: info.version,
      channels: Buffer.from(info.channels, 'hex'),
      moniker: info.moniker,
      other: { txIndex: info.other.tx_index, rpcAddress: info.other.rpc_address },
    },
    applicationVersion: {
      name: 'allora',
      appName: 'allorad',
      version: (app.version ?? '').replace(/^v/, ''),
      cosmosSdkVersion: 'v0.50.14',
    },
  };
}
