import type { AlloraClient } from '../../client/client.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { networkLosses, type RegretUpdate, updateRegrets } from '../../protocol/losses/index.ts';
import { adjustedStakes } from '../../protocol/scores/index.ts';
import type { AttributedValue, LossBundle } from '../../protocol/synthesis/index.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import { inTurns } from '../in-turns.ts';
import type { RewardInputs } from '../rewards/reward-inputs.ts';
import { compare, type Stage } from './compare.ts';
import { moduleParameters, topicParameters } from './parameters.ts';
import { regretFigures, regretTables } from './regret-state.ts';

const { method } = QueryService;

/**
 * Computes the network's losses once more from what the reputers reported: by all stake, as the protocol has it, or else by the stake
 * that is listened to, which a network of Allokit's may do for an experiment.
 */
export function verifyLosses({ reports, networkLosses: stored, params }: RewardInputs): Stage {
  const kept = lossFigures(stored);
  const plain = compare('network losses', lossFigures(networkLosses(reports)), kept);
  if (plain.differences.length === 0) return plain;
  const epsilon = Dec.parse(params.epsilonReputer);
  const listened = adjustedStakes(
    reports.map(({ stake }) => Dec.of(stake)),
    reports.map(({ listeningCoefficient: known }) => (known.isZero() ? epsilon : known)),
  );
  const adjusted = compare(
    'network losses, by the stake listened to',
    lossFigures(networkLosses(reports, listened)),
    kept,
  );
  return adjusted.differences.length === 0 ? adjusted : plain;
}

/** Computes regrets, scale, weights and the initial regret once more from the network's losses. */
export async function verifyRegrets(client: AlloraClient, inputs: RewardInputs, height: bigint): Promise<Stage> {
  const { topic, params, networkLosses: losses } = inputs;
  const names = (list: readonly AttributedValue[]) => list.map(({ worker }) => worker);
  const [inferers, forecasters] = [names(losses.inferers), names(losses.forecasters)];
  const actors = [client, topic.id, inferers, forecasters] as const;
  const [previous, stored, { topic: before }, inclusions] = await Promise.all([
    regretTables(...actors, height - 1n),
    regretTables(...actors, height),
    client.query(method.getTopic, { topicId: topic.id }, height - 1n),
    inclusionsBefore(...actors, height - 1n),
  ]);
  const update = updateRegrets({
    ...{ losses, previous, inclusions },
    topic: { ...topicParameters(topic), initialRegret: Dec.parse(before?.initialRegret || '0') },
    parameters: moduleParameters(params),
  });
  const kept = await keptFigures(client, topic, inferers, forecasters, height);
  return compare(
    'regrets',
    [...regretFigures(update.regrets), ...updateFigures(update, Dec.parse(before?.initialRegret || '0'))],
    [...regretFigures(stored), ...kept],
  );
}

async function inclusionsBefore(
  client: AlloraClient,
  topicId: bigint,
  inferers: readonly string[],
  forecasters: readonly string[],
  height: bigint,
) {
  const [ofInferers, ofForecasters] = await Promise.all([
    inTurns(inferers, async (inferer) => {
      const { count } = await client.query(method.getCountInfererInclusionsInTopic, { topicId, inferer }, height);
      return [inferer, count] as const;
    }),
    inTurns(forecasters, async (forecaster) => {
      const { count } = await client.query(method.getCountForecasterInclusionsInTopic, { topicId, forecaster }, height);
      return [forecaster, count] as const;
    }),
  ]);
  return { inferers: new Map(ofInferers), forecasters: new Map(ofForecasters) };
}

const weightFigure = (role: string, worker: string) => `weight ${role} ${worker}`;

/** What the update leaves behind beside the regrets; an initial regret that it does not move stays as it was. */
function updateFigures({ scale, initialRegret, weights }: RegretUpdate, before: Dec): [string, string][] {
  return [
    ['scale', scale?.marshal() ?? '0'],
    ['initial regret', (initialRegret ?? before).marshal()],
    ...(weights?.inferers ?? []).map(({ worker, value }): [string, string] => [
      weightFigure('inferer', worker),
      value.marshal(),
    ]),
    ...(weights?.forecasters ?? []).map(({ worker, value }): [string, string] => [
      weightFigure('forecaster', worker),
      value.marshal(),
    ]),
  ];
}

async function keptFigures(
  client: AlloraClient,
  topic: Topic,
  inferers: readonly string[],
  forecasters: readonly string[],
  height: bigint,
): Promise<[string, string][]> {
  const topicId = topic.id;
  const [scale, ofInferers, ofForecasters] = await Promise.all([
    client.query(method.getLatestRegretStdNorm, { topicId }, height),
    inTurns(inferers, async (actorId): Promise<[string, string]> => {
      const { weight } = await client.query(method.getLatestInfererWeight, { topicId, actorId }, height);
      return [weightFigure('inferer', actorId), weight];
    }),
    inTurns(forecasters, async (actorId): Promise<[string, string]> => {
      const { weight } = await client.query(method.getLatestForecasterWeight, { topicId, actorId }, height);
      return [weightFigure('forecaster', actorId), weight];
    }),
  ]);
  return [
    ['scale', scale.value || '0'],
    ['initial regret', topic.initialRegret || '0'],
    ...ofInferers,
    ...ofForecasters,
  ];
}

function lossFigures(losses: LossBundle): [string, string][] {
  const list = (what: string, entries: readonly AttributedValue[]) =>
    entries.map(({ worker, value }): [string, string] => [`loss ${what} ${worker}`, value.marshal()]);
  return [
    ['loss combined', losses.combined.marshal()],
    ['loss naive', losses.naive.marshal()],
    ...list('inferer', losses.inferers),
    ...list('forecaster', losses.forecasters),
    ...list('one-out inferer', losses.oneOutInferers),
    ...list('one-out forecaster', losses.oneOutForecasters),
    ...list('one-in forecaster', losses.oneInForecasters),
    ...losses.oneOutInfererForecasters.flatMap((row) =>
      list(`one-out inferer-forecaster ${row.forecaster}`, row.losses),
    ),
  ];
}
