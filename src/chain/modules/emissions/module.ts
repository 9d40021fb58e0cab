import { QueryService } from '../../../wire/gen/emissions/v10/query_pb.ts';
import { MsgService } from '../../../wire/gen/emissions/v10/tx_pb.ts';
import type { Context } from '../../context.ts';
import { implement, type Module } from '../../module.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import type { BankKeeper } from '../bank/keeper.ts';
import { transferActorOwnership } from './actors/ownership.ts';
import { register } from './actors/register.ts';
import { removeRegistration } from './actors/remove-registration.ts';
import { closeWorkerWindows } from './epochs/close-worker.ts';
import { updateNonces } from './epochs/nonces.ts';
import { defaultGenesis, exportGenesis, initGenesis } from './genesis/index.ts';
import { brokenInvariants } from './invariants.ts';
import { updateParams } from './params-update.ts';
import { insertReputerPayload } from './payloads/reputer-payload.ts';
import { insertWorkerPayload } from './payloads/worker-payload.ts';
import { actorQueries } from './queries/actors.ts';
import { nonceQueries } from './queries/nonces.ts';
import { regretQueries } from './queries/regrets.ts';
import { removalQueries } from './queries/removals.ts';
import { rewardQueries, stakeQueries } from './queries/stake.ts';
import { topicQueries } from './queries/topics.ts';
import { whitelistQueries } from './queries/whitelists.ts';
import { workQueries } from './queries/work.ts';
import { emitRewards } from './rewards/emit-rewards.ts';
import { closeMonth } from './rewards/month.ts';
import { addStake, delegateStake } from './stake/add.ts';
import { releaseStakes } from './stake/release.ts';
import { cancelRemoveDelegateStake, cancelRemoveStake, removeDelegateStake, removeStake } from './stake/remove.ts';
import { rewardDelegateStake } from './stake/rewards.ts';
import { MODULE_NAME } from './state.ts';
import { updateActiveTopicWeights } from './topics/churn.ts';
import { createNewTopic } from './topics/create.ts';
import { fundTopic, payFeeWith } from './topics/fees.ts';
import { updateTopic } from './topics/update.ts';
import { whitelistMessages } from './whitelists/messages.ts';

/** What the module needs of its neighbours. */
export interface EmissionsKeepers {
  readonly bank: BankKeeper;
  readonly auth: AuthKeeper;
}

/** Allora's own module: topics, inferences, losses and the weights made of them (docs/spec/emissions.md, docs/spec/synthesis.md). */
export function createEmissions({ bank, auth }: EmissionsKeepers): Module {
  const payFee = payFeeWith(bank);
  return {
    name: MODULE_NAME,
    storeKey: MODULE_NAME,
    messages: [
      implement(MsgService, {
        createNewTopic: (ctx, msg) => createNewTopic(ctx, msg, bank),
        fundTopic: (ctx, msg) => fundTopic(ctx, msg, payFee),
        updateTopic,
        register: (ctx, msg) => register(ctx, msg, payFee),
        removeRegistration,
        transferActorOwnership,
        updateParams,
        ...whitelistMessages,
        addStake: (ctx, msg) => addStake(ctx, msg, bank),
        delegateStake: (ctx, msg) => delegateStake(ctx, msg, bank),
        removeStake,
        cancelRemoveStake,
        removeDelegateStake,
        cancelRemoveDelegateStake,
        rewardDelegateStake: (ctx, msg) => rewardDelegateStake(ctx, msg, bank),
        insertWorkerPayload: (ctx, msg) => insertWorkerPayload(ctx, msg, payFee),
        insertReputerPayload: (ctx, msg) => insertReputerPayload(ctx, msg, payFee),
      }),
    ],
    queries: [
      implement(QueryService, {
        ...topicQueries,
        ...nonceQueries,
        ...actorQueries,
        ...workQueries,
        ...stakeQueries,
        ...removalQueries,
        ...rewardQueries(bank),
        ...regretQueries,
        ...whitelistQueries,
      }),
    ],
    initGenesis: (ctx, genesis) => initGenesis(ctx, genesis, auth),
    defaultGenesis,
    exportGenesis,
    endBlock: (ctx) => endBlock(ctx, bank),
    brokenInvariants: (ctx) => brokenInvariants(ctx, bank),
  };
}

/**
 * The released order of docs/spec/emissions.md §5.1: removals of stake that are complete, weights and activity of the topics that churn
 * now, their nonces, their rewards, worker windows that end now, the end of a month. A block in which nothing is due reads five keys and
 * writes none.
 */
function endBlock(ctx: Context, bank: BankKeeper): void {
  releaseStakes(ctx, bank);
  const weights = updateActiveTopicWeights(ctx);
  updateNonces(ctx, weights);
  emitRewards(ctx, weights, bank);
  closeWorkerWindows(ctx);
  closeMonth(ctx);
}
