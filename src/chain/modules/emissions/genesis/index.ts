import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type GenesisState, GenesisStateSchema } from '../../../../wire/gen/emissions/v10/genesis_pb.ts';
import { fromJson, type JsonValue, toJson } from '../../../../wire/index.ts';
import { accountAddress } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import type { AuthKeeper } from '../../auth/keeper.ts';
import { loadExperiments, saveExperiments } from '../experiments.ts';
import { defaultParams, validatedParams } from '../params.ts';
import { state } from '../state.ts';
import { checkGenesis } from './checks.ts';
import { parts } from './parts.ts';

/** Accounts that the module moves coins through; they must exist from the start. */
const MODULE_ACCOUNTS = ['allorastaking', 'allorarewards', 'allorapendingrewards'];

/** A network without topics, with the default parameters (docs/spec/emissions.md §15). */
export function defaultGenesis(): JsonValue {
  return toJson(GenesisStateSchema, create(GenesisStateSchema, { params: defaultParams(), nextTopicId: 1n, ...ZEROS }));
}

/** Numbers of the genesis are text. */
const ZEROS = {
  totalStake: '0',
  previousPercentageRewardToStakedReputers: '0',
  totalSumPreviousTopicWeights: '0',
  rewardCurrentBlockEmission: '0',
  monthlyReputerRewards: '0',
  monthlyTopicRewards: '0',
};

/**
 * Reads the module's part of a genesis: proto JSON of `emissions.v10.GenesisState` (docs/spec/emissions.md §15). The core team become
 * whitelist admins. No coins are made: what is staked must lie in `allorastaking` by the bank's genesis.
 * `experiments` beside it is Allokit's own (../experiments.ts). Throws on parameters and topics that break their rules, and on entries that no network could have exported (./checks.ts).
 */
export function initGenesis(ctx: Context, json: unknown, auth: AuthKeeper): void {
  const { experiments, ...protocol } = json as { [field: string]: JsonValue };
  const genesis = fromJson(GenesisStateSchema, protocol);
  loadExperiments(ctx, experiments);
  refuseUnmigrated(genesis);
  checkGenesis(genesis);
  for (const name of MODULE_ACCOUNTS) auth.ensureModuleAccount(ctx, name);
  state.params.set(ctx, validatedParams(genesis.params ?? defaultParams()));
  state.nextTopicId.set(ctx, genesis.nextTopicId === 0n ? 1n : genesis.nextTopicId);
  for (const part of parts) part.load(ctx, genesis);
  for (const member of genesis.coreTeamAddresses) {
    accountAddress(member, 'core team');
    state.whitelistAdmins.add(ctx, member);
  }
}

/** Since v10 network inferences are bundles with labels; a genesis of an older chain must be migrated before (§15). */
function refuseUnmigrated(genesis: GenesisState): void {
  if (genesis.networkInferences.length + genesis.outlierResistantNetworkInferences.length === 0) return;
  throw sdkErrors.invalidRequest(
    'genesis of emissions: network_inferences are of v9, migrate them to network_inference_bundle',
  );
}

/** The whole state as `initGenesis` takes it; the core team is found among the whitelist admins. */
export function exportGenesis(ctx: Context): JsonValue {
  const genesis: Record<string, unknown> = {
    params: state.params.require(ctx),
    nextTopicId: state.nextTopicId.require(ctx),
  };
  for (const part of parts) genesis[part.field] = part.save(ctx);
  const exported = create(GenesisStateSchema, genesis as MessageInitShape<typeof GenesisStateSchema>);
  const experiments = saveExperiments(ctx);
  return {
    ...(toJson(GenesisStateSchema, exported) as object),
    ...(experiments && { experiments: { ...experiments } }),
  };
}
