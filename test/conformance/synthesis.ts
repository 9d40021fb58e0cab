import { Dec } from '../../src/protocol/decimal/index.ts';
import {
  emptyRegrets,
  initialRegretOf,
  mergeRegrets,
  networkLosses,
  regretOf,
  updateRegrets,
} from '../../src/protocol/losses/index.ts';
import { forecastImplied } from '../../src/protocol/synthesis/forecast-implied.ts';
import {
  boundedWeight,
  RULES_V0_6,
  type SynthesisInput,
  synthesise,
  synthesiseFamily,
  type TopicParameters,
  type Weighed,
  weigh,
} from '../../src/protocol/synthesis/index.ts';
import { type Output, SAME_TEXT, withinSum } from './compare.ts';
import { type Adapter, dec, decs, type Input, type Json, largestMagnitude, type Registry } from './registry.ts';
import {
  familyOutput,
  field,
  forecasts,
  inferences,
  list,
  lossBundle,
  lossesOutput,
  regretMap,
  regretTables,
  tablesOutput,
} from './synthesis-forms.ts';

const exact = (run: (input: Input) => Output): Adapter => ({ agreement: SAME_TEXT, run });
const onExp = (run: (input: Input) => Output, largest?: (input: Input) => Dec): Adapter => ({
  agreement: withinSum(largest),
  run,
});
const largestInference = (input: Input) => largestMagnitude(input.inferences);

/** Topic parameters where a vector gives only some of them; the others are not read. */
const topic = (known: Partial<TopicParameters>): TopicParameters => ({
  pNorm: Dec.ONE,
  cNorm: Dec.ONE,
  epsilon: Dec.ONE,
  alphaRegret: Dec.ONE,
  initialRegret: Dec.ZERO,
  ...known,
});

const curve = (input: Input) => ({ pNorm: dec(input.pNorm), cNorm: dec(input.cNorm) });

const weightsOf = (workers: readonly string[], weights: readonly (Weighed | undefined)[]): Output =>
  Object.fromEntries(workers.flatMap((worker, index) => (weights[index] ? [[worker, weights[index].weight]] : [])));

function weightsGivenWorkers(input: Input): Output {
  const inferers = input.inferers as string[];
  const forecasters = input.forecasters as string[];
  const ofInferers = regretMap(input.infererToRegret);
  const ofForecasters = regretMap(input.forecasterToRegret);
  const weighing = weigh(
    inferers.map((inferer) => ofInferers.get(inferer)),
    forecasters.map((forecaster) => ofForecasters.get(forecaster)),
    undefined,
    topic({ ...curve(input), epsilon: dec(input.epsilonTopic) }),
    RULES_V0_6,
  );
  return {
    inferers: weightsOf(inferers, weighing.inferers),
    forecasters: weightsOf(forecasters, weighing.forecasters),
  };
}

function forecastImpliedInferences(input: Input): Output {
  const context = {
    inferences: new Map(inferences(input.inferences).map(({ inferer, values }) => [inferer, values])),
    labels: 1,
    previousLoss: dec(input.networkCombinedLoss),
    allInferersAreNew: input.allInferersAreNew as boolean,
    scale: undefined,
    topic: topic({ ...curve(input), epsilon: dec(input.epsilonTopic) }),
    rules: RULES_V0_6,
  };
  const implied = forecasts(input.forecasts).flatMap((forecast) => forecastImplied(forecast, context) ?? []);
  const entries = implied.map(({ forecaster, values: [value] }) => [forecaster, value as Dec]);
  return { forecast_implied: Object.fromEntries(entries) };
}

const synthesisInput = (input: Input, known: Partial<SynthesisInput>): SynthesisInput => ({
  inferences: inferences(input.inferences),
  forecasts: [],
  previousLoss: undefined,
  regrets: emptyRegrets(),
  scale: undefined,
  topic: topic({}),
  epsilonSafeDiv: Dec.ONE,
  ...known,
});

const topicOf = (input: Input): TopicParameters =>
  topic({
    pNorm: dec(field(input.topic, 'p_norm')),
    cNorm: dec(field(input.params, 'c_norm')),
    epsilon: dec(field(input.topic, 'epsilon')),
    initialRegret: dec(field(input.topic, 'initial_regret')),
  });

function networkInferenceBundle(input: Input): Output {
  const { inferences: family } = synthesiseFamily(
    synthesisInput(input, {
      forecasts: forecasts(input.forecasts),
      previousLoss: dec(input.previous_network_combined_loss),
      regrets: regretTables(input.regrets),
      topic: topicOf(input),
      epsilonSafeDiv: dec(field(input.params, 'epsilon_safe_div')),
    }),
    RULES_V0_6,
  );
  const byWorker = (weights: typeof family.weights.inferers) =>
    Object.fromEntries(weights.map(({ worker, value }) => [worker, value]));
  const { inferers, forecasters } = family.weights;
  return { ...familyOutput(family), weights: { inferers: byWorker(inferers), forecasters: byWorker(forecasters) } };
}

function losses(input: Input): Output {
  const reports = list(input.reputer_value_bundles).map((bundle) => {
    const reputer = field(bundle, 'reputer') as string;
    return { reputer, stake: BigInt(field(input.stakes_by_reputer, reputer) as string), losses: lossBundle(bundle) };
  });
  return lossesOutput(networkLosses(reports));
}

/** The vectors state the regrets that are stored afterwards: untouched ones too. */
function networkRegrets(input: Input): Output {
  const previous = regretTables(input.previous_regrets);
  const counts = Object.entries(input.inclusion_counts as { [worker: string]: Json });
  const inclusions = new Map(counts.map(([worker, count]) => [worker, BigInt(count as number)]));
  const known = { ...topicOf(input), alphaRegret: dec(field(input.topic, 'alpha_regret')) };
  const update = updateRegrets(
    {
      losses: lossBundle(input.network_losses),
      previous,
      topic: known,
      parameters: {
        initialRegretQuantile: dec(field(input.params, 'initial_regret_quantile')),
        pNormSafeDiv: dec(field(input.params, 'p_norm_safe_div')),
        minExperiencedWorkerRegrets: 0,
      },
      inclusions: { inferers: inclusions, forecasters: inclusions },
    },
    RULES_V0_6,
  );
  return {
    regrets: tablesOutput(mergeRegrets(previous, update.regrets)),
    topic_initial_regret: update.initialRegret ?? known.initialRegret,
  };
}

const initialRegret = (input: Input): Output =>
  initialRegretOf(
    decs(input.regrets),
    topic({ ...curve(input), epsilon: dec(input.epsilon) }),
    { initialRegretQuantile: dec(input.quantileRegret), pNormSafeDiv: dec(input.pNormDiv) },
    RULES_V0_6,
  );

/** The set `synthesis`: weights, inferences, losses and regrets, under the rules of v0.6. */
export const synthesis: Registry = {
  CalcWeightFromNormalizedRegret: onExp((input) =>
    boundedWeight(dec(input.normalizedRegret), dec(input.maxNormalizedRegret), curve(input)),
  ),
  calcWeightsGivenWorkers: onExp(weightsGivenWorkers),
  CalcForecastImpliedInferences: onExp(forecastImpliedInferences, largestInference),
  NetworkInferenceBundle: onExp(networkInferenceBundle, largestInference),
  GetNetworkInferences_fallbacks: exact((input) =>
    familyOutput(synthesise(synthesisInput(input, {}), RULES_V0_6).inferences),
  ),
  CalcNetworkLosses: exact(losses),
  CalcTopicInitialRegret: exact(initialRegret),
  ComputeAndBuildEMRegret: exact((input) =>
    regretOf(dec(input.lossA), dec(input.lossB), dec(input.previousRegret), dec(input.alpha)),
  ),
  GetCalcSetNetworkRegrets: exact(networkRegrets),
};
