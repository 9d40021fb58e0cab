import type { Score } from '../wire/gen/emissions/v3/types_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import type { ActorRole } from './actor-status.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';

/** What the chain is asked about one actor: the same questions, of another query for each role. */
export interface ActorQueries {
  /** Smoothed score; height 0 where it never submitted. */
  score(): Promise<Score | undefined>;
  /** The lowest smoothed score among those who submitted in the open window; undefined while nobody has. */
  lowest(): Promise<Score | undefined>;
  quantile(): Promise<string>;
  initial(): Promise<string>;
  /** Fraction of the rewards of its task after smoothing; null before the first. */
  rewardFraction(): Promise<string | null>;
  /** Who receives its rewards; null before it ever registered. */
  owner(): Promise<string | null>;
  /** The scores of one epoch, of everybody of the role. */
  scoresAt(nonce: bigint): Promise<readonly Score[]>;
  /** Addresses whose work of an epoch was committed. */
  committed(nonce: bigint): Promise<readonly string[]>;
}

const { method } = QueryService;

/** The queries of an actor's role in a topic. */
export function actorQueries(client: AlloraClient, topicId: bigint, role: ActorRole, address: string): ActorQueries {
  const ask: (typeof client)['query'] = (query, request) => client.query(query, request);
  const fraction = ({ rewardFraction, notFound }: { rewardFraction: string; notFound: boolean }) =>
    notFound ? null : rewardFraction;
  const node = role === 'reputer' ? method.getReputerNodeInfo : method.getWorkerNodeInfo;
  const owner = async () => (await orNothing(ask(node, { address })))?.nodeInfo?.owner ?? null;
  const at = (blockHeight: bigint) => ({ topicId, blockHeight });
  switch (role) {
    case 'worker':
      return {
        owner,
        score: async () => (await ask(method.getInfererScoreEma, { topicId, inferer: address })).score,
        lowest: async () => (await orNothing(ask(method.getCurrentLowestInfererScore, { topicId })))?.score,
        quantile: async () => (await ask(method.getPreviousTopicQuantileInfererScoreEma, { topicId })).value || '0',
        initial: async () => (await ask(method.getTopicInitialInfererEmaScore, { topicId })).score || '0',
        rewardFraction: async () =>
          fraction(await ask(method.getPreviousInferenceRewardFraction, { topicId, worker: address })),
        scoresAt: async (nonce) => (await ask(method.getWorkerInferenceScoresAtBlock, at(nonce))).scores?.scores ?? [],
        committed: async (nonce) =>
          ((await orNothing(ask(method.getInferencesAtBlock, at(nonce))))?.inferences?.inferences ?? []).map(
            ({ inferer }) => inferer,
          ),
      };
    case 'forecaster':
      return {
        owner,
        score: async () => (await ask(method.getForecasterScoreEma, { topicId, forecaster: address })).score,
        lowest: async () => (await orNothing(ask(method.getCurrentLowestForecasterScore, { topicId })))?.score,
        quantile: async () => (await ask(method.getPreviousTopicQuantileForecasterScoreEma, { topicId })).value || '0',
        initial: async () => (await ask(method.getTopicInitialForecasterEmaScore, { topicId })).score || '0',
        rewardFraction: async () =>
          fraction(await ask(method.getPreviousForecastRewardFraction, { topicId, worker: address })),
        scoresAt: async (nonce) => (await ask(method.getWorkerForecastScoresAtBlock, at(nonce))).scores?.scores ?? [],
        committed: async (nonce) =>
          ((await orNothing(ask(method.getForecastsAtBlock, at(nonce))))?.forecasts?.forecasts ?? []).map(
            ({ forecaster }) => forecaster,
          ),
      };
    case 'reputer':
      return {
        owner,
        score: async () => (await ask(method.getReputerScoreEma, { topicId, reputer: address })).score,
        lowest: async () => (await orNothing(ask(method.getCurrentLowestReputerScore, { topicId })))?.score,
        quantile: async () => (await ask(method.getPreviousTopicQuantileReputerScoreEma, { topicId })).value || '0',
        initial: async () => (await ask(method.getTopicInitialReputerEmaScore, { topicId })).score || '0',
        rewardFraction: async () =>
          fraction(await ask(method.getPreviousReputerRewardFraction, { topicId, reputer: address })),
        scoresAt: async (nonce) => (await ask(method.getReputersScoresAtBlock, at(nonce))).scores?.scores ?? [],
        committed: async (nonce) =>
          ((await orNothing(ask(method.getReputerLossBundlesAtBlock, at(nonce))))?.lossBundles ?? []).map(
            ({ reputer }) => reputer,
          ),
      };
  }
}
