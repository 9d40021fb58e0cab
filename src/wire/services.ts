import type { DescService } from '@bufbuild/protobuf';
import { Query as AuthQuery } from './gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as BankQuery } from './gen/cosmos/bank/v1beta1/query_pb.ts';
import { Service as NodeService } from './gen/cosmos/base/node/v1beta1/query_pb.ts';
import { Service as TendermintService } from './gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { Query as ConsensusQuery } from './gen/cosmos/consensus/v1/query_pb.ts';
import { Query as StakingQuery } from './gen/cosmos/staking/v1beta1/query_pb.ts';
import { Service as TxService } from './gen/cosmos/tx/v1beta1/service_pb.ts';
import { QueryService as EmissionsQuery } from './gen/emissions/v10/query_pb.ts';
import { Query as FeemarketQuery } from './gen/feemarket/feemarket/v1/query_pb.ts';
import { QueryService as MintQuery } from './gen/mint/v5/query_pb.ts';

/** Every query service that we know, for whoever looks queries up by name; not part of index.ts, because it loads them all. */
export const queryServices: readonly DescService[] = [
  EmissionsQuery,
  AuthQuery,
  BankQuery,
  StakingQuery,
  ConsensusQuery,
  FeemarketQuery,
  MintQuery,
  TxService,
  TendermintService,
  NodeService,
];
