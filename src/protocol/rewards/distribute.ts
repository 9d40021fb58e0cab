import { Dec } from '../decimal/index.ts';
import { ProtocolError } from '../errors.ts';
import type { WorkerScores } from '../scores/types.ts';
import type { AttributedValue } from '../synthesis/types.ts';
import { splitReputerReward } from './delegators.ts';
import { taskEntropy } from './entropy.ts';
import { reputerFractions, scoreFractions } from './fractions.ts';
import { REWARD_RULES_V0_17, type RewardRules } from './rules.ts';
import { forecastingShare, taskRewards } from './split.ts';
import type {
  Distribution,
  DistributionInput,
  MappingParameters,
  PreviousFractions,
  ScoreFractions,
  TaskDistribution,
  TaskEntropy,
} from './types.ts';

/** A task before its reward is known. */
interface Task {
  readonly actors: readonly string[];
  readonly fractions: readonly Dec[];
  readonly mapping: ScoreFractions | undefined;
  readonly entropy: TaskEntropy | undefined;
}

/**
 * Distributes the reward of one topic among its reputers, inferers and forecasters (docs/spec/emissions.md §11.2–§11.7).
 * Nothing is truncated but the delegators' parts.
 * @throws ProtocolError 56 without reputers or inferers, 37 when all fractions of a task are 0; DecimalError
 * undefined/1 where a fraction vanishes
 */
export function distribute(input: DistributionInput, rules: RewardRules = REWARD_RULES_V0_17): Distribution {
  const { parameters, previous, epsilon } = input;
  if (input.reputers.length === 0) throw new ProtocolError('invalidReward', 'no reputer to reward');
  const entropyOf = (actors: readonly string[], fractions: readonly Dec[], before: PreviousFractions) =>
    taskEntropy(
      fractions,
      actors.map((actor) => before.get(actor)),
      parameters,
      rules,
    );

  const reputers = reputerTask(input);
  const ofReputers: Task = { ...reputers, entropy: entropyOf(reputers.actors, reputers.fractions, previous.reputers) };
  const inferers = workerTask(input.inferers, input.history.inferers, {
    p: parameters.pRewardInference,
    c: parameters.cRewardInference,
    epsilon,
  });
  const ofInferers: Task = { ...inferers, entropy: entropyOf(inferers.actors, inferers.fractions, previous.inferers) };
  const forecasters = workerTask(input.forecasters, input.history.forecasters, {
    p: parameters.pRewardForecast,
    c: parameters.cRewardForecast,
    epsilon,
  });
  const counted = forecasters.actors.length > 0 && inferers.actors.length > 1;
  const ofForecasters: Task = {
    ...forecasters,
    entropy: counted ? entropyOf(forecasters.actors, forecasters.fractions, previous.forecasters) : undefined,
  };

  const entropies = {
    inference: ofInferers.entropy?.entropy ?? Dec.ZERO,
    forecasting: ofForecasters.entropy?.entropy ?? Dec.ZERO,
    reputing: ofReputers.entropy?.entropy ?? Dec.ZERO,
  };
  const share = forecastingShare(input.losses, entropies, {
    infererScores: input.inferers.scores.map(({ value }) => value),
    previousRatio: previous.forecasterRatio,
    alpha: parameters.taskRewardAlpha,
  });
  const tasks = taskRewards(input.reward, entropies, share);
  const reputing = completed(ofReputers, tasks.reputing);
  const split = input.reputers.map(({ reputer, authority, delegatedUpon }, index) => ({
    reputer,
    ...splitReputerReward((reputing.rewards[index] as AttributedValue).value, authority, delegatedUpon),
  }));
  return {
    reputers: { ...reputing, split },
    inferers: completed(ofInferers, tasks.inference),
    forecasters: completed(ofForecasters, tasks.forecasting),
    entropies,
    share,
    tasks,
  };
}

function reputerTask({ reputers, parameters }: DistributionInput): Omit<Task, 'entropy'> {
  const fractions = reputerFractions(
    reputers.map(({ authority }) => Dec.of(authority)),
    reputers.map(({ score }) => score),
    parameters.pRewardReputer,
  );
  return { actors: reputers.map(({ reputer }) => reputer), fractions, mapping: undefined };
}

function workerTask({ scores }: WorkerScores, history: readonly Dec[], parameters: MappingParameters) {
  const mapping = scoreFractions(
    scores.map(({ value }) => value),
    history,
    parameters,
  );
  return { actors: scores.map(({ worker }) => worker), fractions: mapping.fractions, mapping };
}

function completed({ actors, fractions, mapping, entropy }: Task, reward: Dec): TaskDistribution {
  const attribute = (values: readonly Dec[]): AttributedValue[] =>
    values.map((value, index) => ({ worker: actors[index] as string, value }));
  return {
    fractions,
    entropy,
    mapping,
    rewards: attribute(fractions.map((fraction) => fraction.mul(reward))),
    kept: attribute(entropy?.kept ?? []),
  };
}
