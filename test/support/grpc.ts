import { Client, credentials } from '@grpc/grpc-js';
import { pathOf } from '../../src/api/catalogue.ts';
import { type GetNodeInfoResponse, Service } from '../../src/wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { decode } from '../../src/wire/index.ts';

/** What a node says of itself over gRPC. @param url such as `http://127.0.0.1:9090` */
export function nodeInfoOverGrpc(url: string): Promise<GetNodeInfoResponse> {
  const client = new Client(new URL(url).host, credentials.createInsecure());
  const { getNodeInfo } = Service.method;
  const asBytes = (bytes: Buffer): Buffer => bytes;
  return new Promise<GetNodeInfoResponse>((resolve, reject) => {
    client.makeUnaryRequest(pathOf(getNodeInfo), asBytes, asBytes, Buffer.alloc(0), (error, answer) => {
      if (error) reject(error);
      else resolve(decode(getNodeInfo.output, answer as Buffer));
    });
  }).finally(() => client.close());
}
