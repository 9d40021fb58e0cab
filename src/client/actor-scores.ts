import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { actorQueries } from './actor-queries.ts';
import type { ActorRole } from './actor-status.ts';
import type { AlloraClient } from './client.ts';
import { orNothing } from './optional.ts';
import { getTopic } from './topics.ts';

/** The scores of an actor in a topic. Decimals as the chain keeps them, heights as numbers, null where there is nothing. */
export interface ActorScores {
  readonly topicId: string;
  readonly role: ActorRole;
  readonly address: string;
  /** Smoothed score: it decides who is in the active set. Null where the actor never submitted. */
  readonly score: string | null;
  /** The nonce that it submitted for last. */
  readonly lastNonce: number | null;
  /** Where the smoothed score of an idle actor drifts to: the quantile of the last scored epoch. */
  readonly quantile: string;
  /** What newcomers start from, and missed epochs pull towards. */
  readonly initialScore: string;
  /** Lowest smoothed score among those who submitted in the open window; null while nobody has. */
  readonly lowestActive: string | null;
  readonly rewardFraction: string | null;
  /** Reputer: how much the network listens to it. */
  readonly listeningCoefficient?: string;
  /** Scores of the last epochs that were scored, newest first. */
  readonly epochs: readonly { readonly nonce: number; readonly score: string | null; readonly best: string }[];
}

/** The latest nonce whose losses are known; 0 before the first. */
export async function latestScoredNonce(client: AlloraClient, topicId: bigint): Promise<bigint> {
  const commit = await orNothing(client.query(QueryService.method.getTopicLastReputerCommitInfo, { topicId }));
  return commit?.lastCommit?.nonce?.blockHeight ?? 0n;
}

/** @throws ClientError `not-found` where the topic does not exist */
export async function actorScores(
  client: AlloraClient,
  topicId: bigint,
  role: ActorRole,
  address: string,
  count: number,
): Promise<ActorScores> {
  const topic = await getTopic(client, topicId);
  const ask = actorQueries(client, topicId, role, address);
  const [score, lowest, quantile, initialScore, rewardFraction, latest] = await Promise.all([
    ask.score(),
    ask.lowest(),
    ask.quantile(),
    ask.initial(),
    ask.rewardFraction(),
    latestScoredNonce(client, topicId),
  ]);
  const nonces = Array.from({ length: count }, (_, i) => latest - BigInt(i) * topic.epochLength).filter((n) => n > 0n);
  const epochs = await Promise.all(nonces.map(async (nonce) => ({ nonce, scores: await ask.scoresAt(nonce) })));
  const known = score !== undefined && score.blockHeight > 0n;
  return {
    topicId: topicId.toString(),
    role,
    address,
    score: known ? score.score : null,
    lastNonce: known ? Number(score.blockHeight) : null,
    quantile,
    initialScore,
    lowestActive: lowest?.score ?? null,
    rewardFraction,
    ...(role === 'reputer' ? { listeningCoefficient: await listeningCoefficient(client, topicId, address) } : {}),
    epochs: epochs
      .filter(({ scores }) => scores.length > 0)
      .map(({ nonce, scores }) => ({
        nonce: Number(nonce),
        score: scores.find((entry) => entry.address === address)?.score ?? null,
        best: scores.reduce(
          (best, entry) => (Number(entry.score) > Number(best) ? entry.score : best),
          scores[0]!.score,
        ),
      })),
  };
}

/** How much the network listens to a reputer, 0 to 1. */
export async function listeningCoefficient(client: AlloraClient, topicId: bigint, reputer: string): Promise<string> {
  const { listeningCoefficient: found } = await client.query(QueryService.method.getListeningCoefficient, {
    topicId,
    reputer,
  });
  return found?.coefficient || '1';
}
