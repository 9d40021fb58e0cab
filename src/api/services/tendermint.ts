import { Service } from '../../wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { type Handler, handle } from './handlers.ts';
import { nodeInfo } from './node-info.ts';

/** Blocks, validator sets and what a node says of itself: cosmos.base.tendermint.v1beta1.Service. */
export const tendermintService: [string, Handler][] = handle(Service, {
  getNodeInfo: (_request, { upstream }) => nodeInfo(upstream),
});
