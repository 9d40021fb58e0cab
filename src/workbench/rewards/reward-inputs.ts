import type { AlloraClient } from '../../client/client.ts';
import { searchBlocks } from '../../client/search.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { forecastingUtility } from '../../protocol/rewards/index.ts';
import type { ScoreReport } from '../../protocol/scores/index.ts';
import type { LossBundle } from '../../protocol/synthesis/index.ts';
import type { Params } from '../../wire/gen/emissions/v9/params_pb.ts';
import { EventForecastTaskScoreSetSchema } from '../../wire/gen/emissions/v10/events_pb.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import { inTurns } from '../in-turns.ts';
import { lossesOf } from '../losses-of.ts';
import type { JudgedBlock } from './judged-block.ts';
import { rewardEvents, type Task } from './reward-events.ts';

/** Everything that scores and rewards of an epoch were computed from, as the state around its block has it. */
export interface RewardInputs {
  readonly topic: Topic;
  readonly params: Params;
  /** With the stake behind them when the epoch was judged, and the coefficients from before. */
  readonly reports: readonly ScoreReport[];
  /** uallo that others have placed on each reputer. */
  readonly delegatedUpon: ReadonlyMap<string, bigint>;
  readonly networkLosses: LossBundle;
  /** Reward fractions from before; who has none is not in it. */
  readonly previous: Readonly<Record<Task, ReadonlyMap<string, Dec>>>;
  /** Newest scores, those of this epoch included. */
  readonly history: { readonly inferers: readonly Dec[]; readonly forecasters: readonly Dec[] };
  /** The forecasters' running ratio from before. */
  readonly forecasterRatio: Dec;
}

const { method } = QueryService;

/**
 * Reads them off a network: state after the judging block, coefficients and fractions of the block before, and the running ratio
 * (which no query tells) out of the events of every earlier epoch.
 * @throws ClientError `query` where the node has forgotten the state of then
 */
export async function rewardInputs(
  client: AlloraClient,
  topicId: bigint,
  nonce: bigint,
  block: JudgedBlock,
): Promise<RewardInputs> {
  const at = { topicId, blockHeight: nonce };
  const [after, before] = [block.height, block.height - 1n];
  const [{ topic }, { params }, { lossBundles }, { lossBundle }] = await Promise.all([
    client.query(method.getTopic, { topicId }, after),
    client.query(method.getParams, {}, after),
    client.query(method.getReputerLossBundlesAtBlock, at, after),
    client.query(method.getNetworkLossBundleAtBlock, at, after),
  ]);
  if (!topic || !params || !lossBundle)
    throw new Error(`the node answered height ${after} without topic, params or losses`);
  const networkLosses = lossesOf(lossBundle);
  const reputers = lossBundles.map(({ reputer }) => reputer);
  const reports = await inTurns(lossBundles, async (bundle): Promise<ScoreReport> => {
    const { reputer } = bundle;
    const [{ authority }, { listeningCoefficient }] = await Promise.all([
      client.query(method.getStakeReputerAuthority, { topicId, reputer }, after),
      client.query(method.getListeningCoefficient, { topicId, reputer }, before),
    ]);
    return {
      reputer,
      // What the block itself paid into the stake came after it had counted.
      stake: BigInt(authority || '0') - (block.compounded.get(reputer) ?? 0n),
      listeningCoefficient: Dec.parse(listeningCoefficient?.coefficient || '1'),
      losses: lossesOf(bundle),
    };
  });
  const delegated = await inTurns(reputers, (reputer) =>
    client.query(method.getDelegateStakeUponReputer, { topicId, target: reputer }, after),
  );
  const names = (list: LossBundle['inferers']) => list.map(({ worker }) => worker);
  const [ofReputers, ofInferers, ofForecasters, inferers, forecasters, forecasterRatio] = await Promise.all([
    fractions(reputers, (reputer) =>
      client.query(method.getPreviousReputerRewardFraction, { topicId, reputer }, before),
    ),
    fractions(names(networkLosses.inferers), (worker) =>
      client.query(method.getPreviousInferenceRewardFraction, { topicId, worker }, before),
    ),
    fractions(names(networkLosses.forecasters), (worker) =>
      client.query(method.getPreviousForecastRewardFraction, { topicId, worker }, before),
    ),
    client.query(method.getInferenceScoresUntilBlock, at, after),
    client.query(method.getForecastScoresUntilBlock, at, after),
    ratioBefore(client, topicId, block.height, Dec.parse(params.taskRewardAlpha)),
  ]);
  const newest = (scores: readonly { score: string }[], places: bigint) =>
    scores.slice(0, Number(params.maxSamplesToScaleScores * places)).map(({ score }) => Dec.parse(score));
  return {
    ...{ topic, params, reports, networkLosses, forecasterRatio },
    delegatedUpon: new Map(reputers.map((reputer, i) => [reputer, BigInt(delegated[i]?.stake || '0')])),
    previous: { reputer: ofReputers, inferer: ofInferers, forecaster: ofForecasters },
    history: {
      inferers: newest(inferers.scores, params.maxTopInferersToReward),
      forecasters: newest(forecasters.scores, params.maxTopForecastersToReward),
    },
  };
}

async function fractions(
  actors: readonly string[],
  ask: (actor: string) => Promise<{ rewardFraction: string; notFound: boolean }>,
): Promise<ReadonlyMap<string, Dec>> {
  const found = await inTurns(actors, async (actor) => [actor, await ask(actor)] as const);
  return new Map(
    found.flatMap(([actor, { rewardFraction, notFound }]) => (notFound ? [] : [[actor, Dec.parse(rewardFraction)]])),
  );
}

/** τ as the last rewarded epoch left it behind (`docs/spec/emissions.md` §11.5): a chain of all of them, from 0. */
async function ratioBefore(client: AlloraClient, topicId: bigint, height: bigint, alpha: Dec): Promise<Dec> {
  const heights = await searchBlocks(client, EventForecastTaskScoreSetSchema, { topic_id: topicId });
  const blocks = await inTurns(
    heights.filter((found) => found < height),
    async (found) => (await client.blockResults(found)).finalize_block_events ?? [],
  );
  return blocks.reduce<Dec>((previousRatio, events) => {
    const nonce = nonceScored(events, topicId);
    const { taskScore, scores } = rewardEvents(events, topicId, nonce);
    if (!taskScore) return previousRatio;
    const infererScores = [...scores.inferer.values()];
    return forecastingUtility({ taskScore, infererScores, previousRatio, alpha }).ratio;
  }, Dec.ZERO);
}

function nonceScored(events: Parameters<typeof rewardEvents>[0], topicId: bigint): bigint {
  const scored = events.find(
    ({ type, attributes }) =>
      type === EventForecastTaskScoreSetSchema.typeName &&
      attributes.some(({ key, value }) => key === 'topic_id' && value === `"${topicId}"`),
  );
  const nonce = scored?.attributes.find(({ key }) => key === 'nonce_block_height')?.value ?? '"0"';
  return BigInt(nonce.replaceAll('"', ''));
}
