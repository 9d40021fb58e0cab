import type { AlloraClient } from '../client/client.ts';
import { timestampOf } from '../wire/index.ts';

/** When a block was made, in whole seconds since the Unix epoch. @throws ClientError `rpc` where the node does not keep it */
export async function blockSeconds(client: AlloraClient, height: bigint): Promise<bigint> {
  const { header } = await client.rpc.call<{ header: { time: string } }>('header', { height: height.toString() });
  return timestampOf(header.time).seconds;
}
