import { create } from '@bufbuild/protobuf';
import { Query } from '../../../wire/gen/cosmos/consensus/v1/query_pb.ts';
import { Msg } from '../../../wire/gen/cosmos/consensus/v1/tx_pb.ts';
import { ConsensusParamsSchema } from '../../../wire/gen/tendermint/types/params_pb.ts';
import type { ConsensusParams } from '../../abci.ts';
import type { Context } from '../../context.ts';
import { implement, type Module } from '../../module.ts';
import { collections, proto, shared } from '../../store/collections.ts';

const params = collections('consensus').item(0, shared(proto(ConsensusParamsSchema)));

const SECOND = 1_000_000_000n;

/** The consensus parameters, which come from the genesis file's top level and not from a module's part of it. */
export interface ConsensusKeeper {
  set(ctx: Context, given: ConsensusParams): void;
  /** Gas that the transactions of a block may want together; undefined for no limit. */
  maxGas(ctx: Context): bigint | undefined;
  /** Bytes of a block, so of a transaction too; undefined for no limit. */
  maxBytes(ctx: Context): bigint | undefined;
}

const limit = (value: bigint | undefined): bigint | undefined =>
  value !== undefined && value > 0n ? value : undefined;

export function createConsensusKeeper(): ConsensusKeeper {
  return {
    set(ctx, { block, evidence, validator, version, abci }) {
      const { maxAgeDuration: age, maxAgeNumBlocks, maxBytes } = evidence;
      const maxAgeDuration = { seconds: age / SECOND, nanos: Number(age % SECOND) };
      params.set(
        ctx,
        create(ConsensusParamsSchema, {
          block,
          evidence: { maxAgeNumBlocks, maxAgeDuration, maxBytes },
          validator,
          version,
          abci,
        }),
      );
    },
    maxGas: (ctx) => limit(params.get(ctx)?.block?.maxGas),
    maxBytes: (ctx) => limit(params.get(ctx)?.block?.maxBytes),
  };
}

/** Shows the consensus parameters. It has no genesis of its own: the application hands them over at the start. */
export function createConsensus(): Module {
  return {
    name: 'consensus',
    storeKey: 'consensus',
    messages: [implement(Msg, {})],
    queries: [implement(Query, { params: (ctx) => ({ params: params.get(ctx) }) })],
    initGenesis: () => undefined,
    defaultGenesis: () => ({}),
    exportGenesis: () => ({}),
  };
}
