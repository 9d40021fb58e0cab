import { actorQueries } from '../../client/actor-queries.ts';
import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { Dec, ema, quantile } from '../../protocol/decimal/index.ts';
import { initialEmaScore } from '../../protocol/scores/index.ts';
import type { AttributedValue } from '../../protocol/synthesis/index.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import { inTurns } from '../in-turns.ts';
import { read } from '../read-event.ts';
import type { JudgedBlock } from '../rewards/judged-block.ts';
import type { Recomputed } from '../rewards/recompute.ts';
import type { Task } from '../rewards/reward-events.ts';
import type { RewardInputs } from '../rewards/reward-inputs.ts';
import { compare, type Stage } from './compare.ts';

const ROLES: Readonly<Record<Task, ActorRole>> = { inferer: 'worker', forecaster: 'forecaster', reputer: 'reputer' };
const QUANTILES: Readonly<Record<Task, (topic: Topic) => string>> = {
  inferer: (topic) => topic.activeInfererQuantile,
  forecaster: (topic) => topic.activeForecasterQuantile,
  reputer: (topic) => topic.activeReputerQuantile,
};

/** Compares scores, smoothed scores, quantiles, newcomers' scores and listening coefficients with what the network keeps. */
export async function verifyScores(
  client: AlloraClient,
  inputs: RewardInputs,
  nonce: bigint,
  block: JudgedBlock,
  { reputers, inferers, forecasters }: Recomputed,
): Promise<Stage> {
  const { topic, params } = inputs;
  const moved = movedInBlock(block, topic.id);
  const lambda = Dec.parse(params.lambdaInitialScore);
  const of = (task: Task, scores: readonly AttributedValue[], alone: boolean) =>
    taskFigures(client, { topic, nonce, height: block.height, lambda, moved }, task, scores, alone);
  const parts = await Promise.all([
    of('inferer', inferers.scores, inferers.alone),
    of('forecaster', forecasters.scores, forecasters.alone),
    of('reputer', reputers.scores, false),
  ]);
  const coefficients = await inTurns(reputers.coefficients, async ({ worker: reputer }): Promise<[string, string]> => {
    const found = await client.query(
      QueryService.method.getListeningCoefficient,
      { topicId: topic.id, reputer },
      block.height,
    );
    return [`coefficient ${reputer}`, found.listeningCoefficient?.coefficient ?? ''];
  });
  return compare(
    'scores',
    [
      ...parts.flatMap(({ computed }) => computed),
      ...reputers.coefficients.map(({ worker, value }): [string, string] => [`coefficient ${worker}`, value.marshal()]),
    ],
    [...parts.flatMap(({ stored }) => stored), ...coefficients],
    parts.flatMap(({ skipped }) => skipped),
  );
}

interface About {
  readonly topic: Topic;
  readonly nonce: bigint;
  readonly height: bigint;
  readonly lambda: Dec;
  /** Actors whose smoothed score a transaction of the block itself has moved before. */
  readonly moved: ReadonlySet<string>;
}

async function taskFigures(
  client: AlloraClient,
  { topic, nonce, height, lambda, moved }: About,
  task: Task,
  scores: readonly AttributedValue[],
  alone: boolean,
) {
  const at = (when: bigint, address: string) => actorQueries(asOf(client, when), topic.id, ROLES[task], address);
  const [any, alpha] = [at(height, ''), Dec.parse(topic.meritSortitionAlpha)];
  const emas = await inTurns(scores, async ({ worker, value }) => {
    const [before, after] = await Promise.all([at(height - 1n, worker).score(), at(height, worker).score()]);
    const last = Dec.parse(before?.score || '0');
    const first = (before?.blockHeight ?? 0n) === 0n && last.isZero();
    return { worker, computed: alone ? last : ema(alpha, value, last, first), stored: after?.score ?? '' };
  });
  const comparable = emas.filter(({ worker }) => !moved.has(worker));
  const known = await any.scoresAt(nonce);
  const whole = comparable.length === emas.length;
  const computedOthers: [string, string][] = [];
  const storedOthers: [string, string][] = [];
  if (!alone) {
    const values = scores.map(({ value }) => value);
    computedOthers.push([`quantile ${task}`, quantile(values, Dec.parse(QUANTILES[task](topic))).marshal()]);
    storedOthers.push([`quantile ${task}`, await any.quantile()]);
  }
  if (whole) {
    const initial = initialEmaScore(
      emas.map(({ computed }) => computed),
      lambda,
    );
    computedOthers.push([`initial score ${task}`, initial.marshal()]);
    storedOthers.push([`initial score ${task}`, await any.initial()]);
  }
  const figure = (what: string, address: string) => `${what} ${task} ${address}`;
  return {
    computed: [
      ...scores.map(({ worker, value }): [string, string] => [figure('score', worker), value.marshal()]),
      ...comparable.map(({ worker, computed }): [string, string] => [figure('smoothed', worker), computed.marshal()]),
      ...computedOthers,
    ],
    stored: [
      ...known.map(({ address, score }): [string, string] => [figure('score', address), score]),
      ...comparable.map(({ worker, stored }): [string, string] => [figure('smoothed', worker), stored]),
      ...storedOthers,
    ],
    skipped: emas
      .filter(({ worker }) => moved.has(worker))
      .map(
        ({ worker }) => `smoothed score of ${task} ${worker}: its own transaction in the same block moved it before`,
      ),
  };
}

/** A client that asks at one height. */
function asOf(client: AlloraClient, height: bigint): AlloraClient {
  const at = Object.create(client) as AlloraClient;
  at.query = (method, request) => client.query(method, request, height);
  return at;
}

function movedInBlock({ txEvents }: JudgedBlock, topicId: bigint): Set<string> {
  const submissions = /\.Event(Insert\w+Payload|EMAScoresSet)$/;
  return new Set(
    txEvents
      .filter(({ type }) => submissions.test(type))
      .map(read)
      .filter((event) => event.topicId === `${topicId}`)
      .flatMap(({ data }) => [data.inferer, data.forecaster, data.reputer, data.addresses ?? []].flat().map(String)),
  );
}
