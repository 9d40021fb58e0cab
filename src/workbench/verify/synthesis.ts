import type { AlloraClient } from '../../client/client.ts';
import { orNothing } from '../../client/optional.ts';
import { capBounded, Dec } from '../../protocol/decimal/index.ts';
import { type NetworkInferences, type SynthesisInput, synthesise } from '../../protocol/synthesis/index.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { NetworkInferenceBundle } from '../../wire/gen/emissions/v10/types_pb.ts';
import type { ByActor } from '../closing-events.ts';
import { inferencesOf } from '../explainable.ts';
import type { EpochFacts } from '../read-epoch.ts';
import { compare, type Stage } from './compare.ts';
import { moduleParameters, topicParameters } from './parameters.ts';
import { regretTables } from './regret-state.ts';

const { method } = QueryService;

/** Everything that the synthesis of an epoch read, as the state after its block has it: it changes none of that itself. */
export async function synthesisInput(
  client: AlloraClient,
  { topic, nonce, closedAt }: EpochFacts,
): Promise<SynthesisInput> {
  const topicId = topic.id;
  const at = { topicId, blockHeight: nonce };
  const [{ inferences }, forecasts, then, { params }, scale, commit] = await Promise.all([
    client.query(method.getInferencesAtBlock, at, closedAt),
    orNothing(client.query(method.getForecastsAtBlock, at, closedAt)),
    client.query(method.getTopic, { topicId }, closedAt),
    client.query(method.getParams, {}, closedAt),
    client.query(method.getLatestRegretStdNorm, { topicId }, closedAt),
    orNothing(client.query(method.getTopicLastReputerCommitInfo, { topicId }, closedAt)),
  ]);
  if (!then.topic || !params) throw new Error(`the node answered height ${closedAt} without topic or parameters`);
  const list = inferences?.inferences ?? [];
  const said = forecasts?.forecasts?.forecasts ?? [];
  const judged = commit?.lastCommit?.nonce?.blockHeight ?? 0n;
  const [losses, regrets] = await Promise.all([
    judged === 0n
      ? undefined
      : client.query(method.getNetworkLossBundleAtBlock, { topicId, blockHeight: judged }, closedAt),
    regretTables(
      client,
      topicId,
      list.map(({ inferer }) => inferer),
      said.map(({ forecaster }) => forecaster),
      closedAt,
    ),
  ]);
  return {
    inferences: list.map(({ inferer, values }) => ({ inferer, values: values.map((value) => Dec.parse(value)) })),
    forecasts: said.map(({ forecaster, forecastElements }) => ({
      forecaster,
      elements: forecastElements.map(({ inferer, value }) => ({ inferer, value: Dec.parse(value) })),
    })),
    previousLoss: losses?.lossBundle && Dec.parse(losses.lossBundle.combinedValue),
    regrets,
    scale: Dec.parse(scale.value || '0'),
    topic: topicParameters(then.topic),
    epsilonSafeDiv: moduleParameters(params).epsilonSafeDiv,
  };
}

/** Computes the network's inferences once more, the outlier-resistant ones too, and compares them with what is stored. */
export async function verifySynthesis(client: AlloraClient, facts: EpochFacts): Promise<Stage[]> {
  const input = await synthesisInput(client, facts);
  const { inferences, regrets } = synthesise(input);
  const used = (list: typeof regrets.inferers) => new Map(list.map(({ worker, regret }) => [worker, regret] as const));
  const computed = [
    ...familyFigures(inferences),
    ...actorFigures('regret used inferer', used(regrets.inferers)),
    ...actorFigures('regret used forecaster', used(regrets.forecasters)),
  ];
  const stored = [
    ...familyFigures(inferencesOf(facts)),
    ...actorFigures('regret used inferer', facts.infererRegrets),
    ...actorFigures('regret used forecaster', facts.forecasterRegrets),
  ];
  const stages = [compare('network inference', computed, stored)];
  const resistant = await orNothing(
    client
      .query(
        method.getNetworkInferencesAtBlockOutlierResistant,
        { topicId: facts.topic.id, blockHeightLastInference: facts.nonce },
        facts.closedAt,
      )
      .catch(() => ({ networkInferences: undefined })),
  );
  if (resistant?.networkInferences) stages.push(verifyResistant(facts, input, resistant.networkInferences));
  return stages;
}

/** Who was left out cannot be asked for; who was kept stands in the bundle, and from them it must follow. */
function verifyResistant(facts: EpochFacts, input: SynthesisInput, bundle: NetworkInferenceBundle): Stage {
  const kept = new Set(bundle.infererValues.map(({ worker }) => worker));
  const { inferences } = synthesise({
    ...input,
    inferences: input.inferences.filter(({ inferer }) => kept.has(inferer)),
  });
  const stored = inferencesOf({ ...facts, bundle, infererWeights: new Map(), forecasterWeights: new Map() });
  const none = { inferers: [], forecasters: [] };
  return compare('outlier-resistant', familyFigures({ ...inferences, weights: none }), familyFigures(stored));
}

/** As events carry them: kept within 1e-40 and 1e40. */
const actorFigures = (what: string, byActor: ByActor): [string, string][] =>
  [...byActor].map(([worker, value]) => [`${what} ${worker}`, capBounded(value).marshal()]);

function familyFigures(family: NetworkInferences): [string, string][] {
  const vector = (what: string, values: readonly Dec[]) =>
    values.map((value, label): [string, string] => [`${what}${label === 0 ? '' : ` ${label + 1}`}`, value.marshal()]);
  const list = (what: string, entries: NetworkInferences['inferers']) =>
    entries.flatMap(({ worker, values }) => vector(`${what} ${worker}`, values));
  const { weights } = family;
  return [
    ...vector('combined', family.combined),
    ...vector('naive', family.naive),
    ...list('inferer', family.inferers),
    ...list('forecaster', family.forecasters),
    ...list('one-out inferer', family.oneOutInferers),
    ...list('one-out forecaster', family.oneOutForecasters),
    ...list('one-in forecaster', family.oneInForecasters),
    ...family.oneOutInfererForecasters.flatMap(({ forecaster, withheldInferer, values }) =>
      vector(`one-out inferer-forecaster ${forecaster} ${withheldInferer}`, values),
    ),
    ...actorFigures('weight inferer', new Map(weights.inferers.map(({ worker, value }) => [worker, value]))),
    ...actorFigures('weight forecaster', new Map(weights.forecasters.map(({ worker, value }) => [worker, value]))),
  ];
}
