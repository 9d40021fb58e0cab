import type { PageRequest } from '../../wire/gen/cosmos/base/query/v1beta1/pagination_pb.ts';

/** Where nothing is said of it. */
const USUAL_LIMIT = 100n;

/** Where a page begins and how long it may be. */
export interface Window {
  readonly offset: bigint;
  readonly limit: bigint;
}

export const windowOf = (pagination: PageRequest | undefined): Window => ({
  offset: pagination?.offset ?? 0n,
  limit: pagination?.limit || USUAL_LIMIT,
});
