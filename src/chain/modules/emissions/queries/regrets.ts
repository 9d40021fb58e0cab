import { Dec } from '../../../../protocol/decimal/index.ts';
import type { QueryService } from '../../../../wire/gen/emissions/v10/query_pb.ts';
import { queriedAccount } from '../../../addresses.ts';
import type { Context } from '../../../context.ts';
import { grpcErrors } from '../../../errors.ts';
import type { ServiceImpl } from '../../../module.ts';
import type { StateMap } from '../../../store/collections.ts';
import { decAt } from '../amounts.ts';
import type { DecTable, RegretTable } from '../packed.ts';
import { state } from '../state.ts';
import { queriedTopic } from './topics.ts';

/** An actor's regret in a table; who has none yet has the topic's initial regret, of height 0 (docs/spec/synthesis.md §2). */
function regretIn(ctx: Context, table: RegretTable | undefined, topicId: bigint, actor: string) {
  const entry = table?.get(actor);
  if (entry) return { regret: { blockHeight: entry.blockHeight, value: entry.value.marshal() } };
  return { regret: { blockHeight: 0n, value: queriedTopic(ctx, topicId).initialRegret } };
}

/** Topic ids begin with 1. */
function namedTopic(topicId: bigint): bigint {
  if (topicId === 0n) throw grpcErrors.invalidArgument('topic id cannot be zero');
  return topicId;
}

function weightIn(ctx: Context, tables: StateMap<bigint, DecTable>, topicId: bigint, actor: string) {
  namedTopic(topicId);
  queriedAccount(actor);
  return { weight: (tables.get(ctx, topicId)?.get(actor) ?? Dec.ZERO).marshal() };
}

/** Regret tables, their scale and the weights made of them (docs/spec/synthesis.md §8). */
export const regretQueries = {
  getInfererNetworkRegret: (ctx, { topicId, actorId }) =>
    regretIn(ctx, state.infererRegrets.get(ctx, topicId), topicId, actorId),
  getForecasterNetworkRegret: (ctx, { topicId, worker }) =>
    regretIn(ctx, state.forecasterRegrets.get(ctx, topicId), topicId, worker),
  getNaiveInfererNetworkRegret: (ctx, { topicId, inferer }) =>
    regretIn(ctx, state.naiveInfererRegrets.get(ctx, topicId), topicId, inferer),
  getOneOutInfererInfererNetworkRegret: (ctx, { topicId, oneOutInferer, inferer }) =>
    regretIn(ctx, state.oneOutInfererInfererRegrets.get(ctx, [topicId, oneOutInferer]), topicId, inferer),
  getOneOutInfererForecasterNetworkRegret: (ctx, { topicId, oneOutInferer, forecaster }) =>
    regretIn(ctx, state.oneOutInfererForecasterRegrets.get(ctx, [topicId, oneOutInferer]), topicId, forecaster),
  getOneOutForecasterInfererNetworkRegret: (ctx, { topicId, oneOutForecaster, inferer }) =>
    regretIn(ctx, state.oneOutForecasterInfererRegrets.get(ctx, [topicId, oneOutForecaster]), topicId, inferer),
  getOneOutForecasterForecasterNetworkRegret: (ctx, { topicId, oneOutForecaster, forecaster }) =>
    regretIn(ctx, state.oneOutForecasterForecasterRegrets.get(ctx, [topicId, oneOutForecaster]), topicId, forecaster),
  getOneInForecasterNetworkRegret: (ctx, { topicId, forecaster, inferer }) =>
    regretIn(ctx, state.oneInForecasterRegrets.get(ctx, [topicId, forecaster]), topicId, inferer),
  getLatestRegretStdNorm: (ctx, { topicId }) => ({
    value: decAt(ctx, state.latestRegretStdNorm, namedTopic(topicId)).marshal(),
  }),
  getLatestInfererWeight: (ctx, { topicId, actorId }) => weightIn(ctx, state.latestInfererWeights, topicId, actorId),
  getLatestForecasterWeight: (ctx, { topicId, actorId }) =>
    weightIn(ctx, state.latestForecasterWeights, topicId, actorId),
} satisfies ServiceImpl<typeof QueryService>;
