import { create } from '@bufbuild/protobuf';
import { GenesisStateSchema, StateSchema } from '../../../wire/gen/feemarket/feemarket/v1/genesis_pb.ts';
import { ParamsSchema } from '../../../wire/gen/feemarket/feemarket/v1/params_pb.ts';
import { fromJson, legacyDecWire, toJson } from '../../../wire/index.ts';
import type { Context } from '../../context.ts';
import { market, params } from './state.ts';

/** docs/spec/chain.md §1.5, the column of the local devnet. */
const defaultParams = create(ParamsSchema, {
  alpha: legacyDecWire('0'),
  beta: legacyDecWire('1'),
  gamma: legacyDecWire('0'),
  delta: legacyDecWire('0'),
  minBaseGasPrice: legacyDecWire('1'),
  minLearningRate: legacyDecWire('0.125'),
  maxLearningRate: legacyDecWire('0.125'),
  maxBlockUtilization: 30_000_000n,
  window: 1n,
  feeDenom: 'uallo',
  enabled: true,
  distributeFees: false,
});

const defaultState = create(StateSchema, {
  baseGasPrice: legacyDecWire('1'),
  learningRate: legacyDecWire('0.125'),
  window: [0n],
  index: 0n,
});

export function defaultGenesis(): unknown {
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: defaultParams, state: defaultState }));
}

export function initGenesis(ctx: Context, json: unknown): void {
  const genesis = fromJson(GenesisStateSchema, json as never);
  params.set(ctx, genesis.params ?? defaultParams);
  market.set(ctx, genesis.state ?? defaultState);
}

export function exportGenesis(ctx: Context): unknown {
  return toJson(
    GenesisStateSchema,
    create(GenesisStateSchema, { params: params.require(ctx), state: market.require(ctx) }),
  );
}
