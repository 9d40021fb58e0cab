import { Query } from '../wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { orNothing } from './optional.ts';

/** What a transaction of an account must name. */
export interface AccountNumbers {
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

/**
 * Number and next sequence of an account, as committed.
 * @throws ClientError `not-found` where the account has never received anything
 */
export async function accountNumbers(client: AlloraClient, address: string): Promise<AccountNumbers> {
  const info = (await orNothing(client.query(Query.method.accountInfo, { address })))?.info;
  if (!info) throw new ClientError('not-found', `${address} has no coins on this network: it has never received any`);
  return { accountNumber: info.accountNumber, sequence: info.sequence };
}
